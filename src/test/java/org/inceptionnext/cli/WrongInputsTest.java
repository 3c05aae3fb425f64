package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command with what users get wrong: an exit code of its kind, a sentence, and never "a bug in inx". */
class WrongInputsTest {
    private static final String PICO = "src/test/resources/golden/checkpoint/pico.safetensors";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeFiles() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "just text\n");
        Files.write(folder.resolve("broken.pth"), "PK\3\4broken".getBytes(StandardCharsets.ISO_8859_1));
        Files.createFile(folder.resolve("empty.pth"));
        Files.createDirectory(folder.resolve("dir"));
        byte[] pico = Files.readAllBytes(Path.of(PICO));
        Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(pico, 3000));
        Files.copy(Path.of("docs/images/cat.png"), folder.resolve("cat.png"));
        Files.copy(Path.of(PICO), folder.resolve("pico.safetensors"));
    }

    /** {@code ./} stands for the test's folder, {@code NUL} for the character 0, {@code EMPTY} for an empty argument. */
    private static Outcome run(String command) {
        String[] words = command.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("./", folder + "/").replace("NUL", "\0").replace("EMPTY", "");
        }
        return Outcome.of(words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        classify ./nope.jpg                               | 3 | no such file: ./nope.jpg
        classify ./text.txt                               | 3 | ./text.txt: text, not a picture
        classify ./*.nothing                              | 3 | no file matches this pattern
        classify EMPTY                                    | 3 | an empty name
        classify aNULb                                    | 3 | not a file name: Nul character
        classify http://[bad                              | 3 | not an address
        classify -                                        | 3 | not one byte
        classify                                          | 2 | Missing required parameter: 'PICTURE'
        classify --model                                  | 2 | Missing required parameter for option '--model'
        classify --model nosuch ./cat.png                 | 3 | Unknown model 'nosuch'
        classify --model yolov5n ./cat.png                | 2 | yolov5n finds objects in pictures
        classify --top-k 0 ./cat.png                      | 2 | --top-k must be at least 1
        classify --top-k x ./cat.png                      | 2 | 'x' is not an int
        classify --threshold NaN ./cat.png                | 2 | --threshold must be between 0 and 1
        classify --batch-size 0 ./cat.png                 | 2 | --batch-size must be at least 1
        classify --preset nosuch ./cat.png                | 2 | has no preset nosuch
        classify --dtype int4 ./cat.png                   | 2 | expected one of [float32, bfloat16, float16, int8]
        classify --device foo ./cat.png                   | 2 | no such device: foo
        classify --device gpu999999999999 ./cat.png       | 2 | no such device
        classify -w ./nope.pth ./cat.png                  | 3 | no such file
        classify -w ./text.txt ./cat.png                  | 6 | ./text.txt: a text
        classify -w ./broken.pth ./cat.png                | 6 | ./broken.pth: at byte 10: a zip archive without its end record
        classify -w ./empty.pth ./cat.png                 | 6 | ./empty.pth: an empty file
        classify -w ./cut.safetensors ./cat.png           | 6 | ./cut.safetensors: at byte 0
        classify -w aNULb ./cat.png                       | 2 | weights are a file, a folder, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX], not a\\u{0}b
        classify -w ./pico.safetensors --labels ./nope.txt ./cat.png | 3 | ./nope.txt
        classify -w ./pico.safetensors --labels ./cat.png ./cat.png  | 3 | ./cat.png: not UTF-8
        classify --labels ./dir ./cat.png                 | 3 | a folder, not a file of class names: ./dir
        detect --model inceptionnext_tiny ./cat.png       | 2 | inceptionnext_tiny classifies pictures
        detect --weights ./pico.safetensors ./cat.png     | 6 | ./pico.safetensors
        detect --weights ./text.txt ./cat.png             | 6 | ./text.txt: a text
        detect --model yolov5n --conf 2 ./cat.png         | 2 | --conf must be between 0 and 1
        detect --model yolov5n --iou NaN ./cat.png        | 2 | --iou must be between 0 and 1
        detect --model yolov5n --max-det 0 ./cat.png      | 2 | --max-det must be at least 1
        detect --model yolov5n --save ./cat.png ./cat.png | 2 | --save names a folder, and this is a file: ./cat.png
        embed ./nope.jpg                                  | 3 | no such file: ./nope.jpg
        embed -w ./text.txt ./cat.png                     | 6 | ./text.txt: a text
        models [                                          | 2 | not a pattern: [
        models {                                          | 2 | not a pattern: {
        models nosuch                                     | 3 | no model matches nosuch
        models show                                       | 2 | Missing required parameter: 'NAME'
        models show inceptionnext_tinny                   | 3 | Did you mean inceptionnext_tiny
        models a b                                        | 2 | not expected: b
        inspect ./nope.pth                                | 3 | no such file: ./nope.pth
        inspect ./text.txt                                | 6 | ./text.txt: a text
        inspect aNULb                                     | 2 | weights are a file, a folder,
        digest ./nope.pth                                 | 3 | no such file: ./nope.pth
        diff ./pico.safetensors ./nope.pth                | 3 | no such file: ./nope.pth
        diff ./pico.safetensors ./text.txt                | 6 | ./text.txt: a text
        diff ./pico.safetensors                           | 2 | Missing required parameter: 'B'
        convert ./nope.pth ./out.pth                      | 3 | no such file, and no model of that name: ./nope.pth
        convert aNULb ./out.pth                           | 3 | no such file, and no model of that name
        convert ./pico.safetensors aNULb.pth              | 2 | not a file name
        convert ./pico.safetensors ./out                  | 2 | which format?
        convert ./pico.safetensors ./pico.safetensors     | 2 | is the file that is read
        convert ./pico.safetensors ./nowhere/out.pth      | 3 | no such folder: ./nowhere
        convert ./pico.safetensors ./dir                  | 3 | a folder, where a file is to be written: ./dir
        convert ./pico.safetensors ./out.onnx --num-classes 7 | 6 | does not fit inceptionnext_pico:
        fetch                                             | 2 | give the names of models, or --all
        fetch nosuch                                      | 3 | Unknown model 'nosuch'
        fetch --source ftp://x inceptionnext_tiny         | 2 | a source is any, huggingface, github or an https:// address
        fetch --from ./nope.pth inceptionnext_tiny        | 3 | ./nope.pth
        fetch --from ./dir inceptionnext_tiny             | 3 | not a file: ./dir
        fetch --offline --lock ./text.txt inceptionnext_tiny | 4 | ./text.txt is no weights.lock of version 1
        fetch --offline --lock ./dir inceptionnext_tiny   | 9 | ./dir is a folder, where a weights.lock is to be
        fetch --offline inceptionnext_tiny                | 4 | --offline forbids to fetch them
        fetch --offline yolov5_inceptionnext_tiny         | 4 | nobody publishes trained weights for this network
        cache                                             | 2 | no command given after cache
        cache prun                                        | 2 | no such command: prun
        cache rm nosuch                                   | 3 | Unknown model 'nosuch'
        verify nosuch                                     | 3 | Unknown model 'nosuch'
        verify aNULb                                      | 3 | not a file name: a\\u{0}b
        verify ./text.txt                                 | 6 | ./text.txt: a text
        pin nosuch                                        | 3 | Unknown model 'nosuch'
        pin inceptionnext_zepto                           | 3 | inceptionnext_zepto has no publisher to compare with
        pin yolov5_inceptionnext_tiny                     | 3 | nobody publishes any for it
        bench nosuch                                      | 3 | Unknown model 'nosuch'
        bench inceptionnext_zepto --seconds NaN           | 2 | --seconds must be above 0
        bench inceptionnext_zepto --form x                | 2 | expected one of [latency, throughput, portable]
        completion extra                                  | 2 | not expected: extra
        --color x models                                  | 2 | expected one of [auto, always, never]
        --device                                          | 2 | Missing required parameter for option '--device'
        --cache-dir aNULb models                          | 2 | not a file name
        nosuch                                            | 2 | no such command: nosuch
        --nosuch                                          | 2 | no such option: --nosuch
        doctor extra                                      | 2 | not expected: extra
        """)
    void eachHasItsExitCodeAndItsSentence(String command, int exitCode, String message) {
        Outcome outcome = run(command);
        assertThat(outcome.err())
                .startsWith("inx: ")
                .contains(message.replace("./", folder + "/"))
                .doesNotContain("bug in inx", "Exception", "java.");
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.out()).isEmpty();
        assertThat(folder.resolve("out.pth")).doesNotExist();
        assertThat(folder.resolve("out.onnx")).doesNotExist();
    }

    @Test
    void hintsComeAfterResultsOnly() {
        assertThat(run("classify ./nope.jpg").err()).hasLineCount(1);
        assertThat(run("embed ./nope.jpg").err()).hasLineCount(1);
        assertThat(run("classify ./cat.png").err()).startsWith("Demonstration model: ");
        assertThat(run("classify ./cat.png ./nope.jpg").err())
                .startsWith("inx: no such file")
                .contains("\nDemonstration model: ");
    }

    @Test
    void dryRunOfAllSkipsWhatNobodyPublishes() {
        Outcome outcome = run("fetch --all --dry-run --offline");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("inceptionnext_zepto  nothing to load  ")
                .contains("yolov5n  4,062,133 bytes  https://huggingface.co/")
                .contains("  if that fails  ")
                .contains("yolov5_inceptionnext_zepto  nothing to load  ")
                .doesNotContainPattern("yolov5_inceptionnext(?!_zepto)");
        assertThat(outcome.err())
                .contains("The weights of yolov5n are under AGPL-3.0")
                .contains("--offline forbids the network: without --dry-run this fetch would fail (exit code 4).");
    }
}
