package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.cli.ForeignObject;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.cli.console.ClosedPipeException;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inx classify} and {@code inx embed}. */
class PictureCommandsTest {
    private static final String CAT = "docs/images/cat.png";
    private static final String PICO = PicturesFixture.PICO.toString();

    @TempDir
    Path folder;

    @Test
    void classesComeBestFirstWithTheirProbabilities() {
        Outcome outcome = Outcome.of("classify", "-w", PICO, CAT);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err())
                .startsWith("The names of these weights' 10 classes are not in the file. They are called as");
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).isEqualTo(CAT);
        assertThat(lines.subList(1, 6)).allMatch(line -> line.matches("  pico_\\d +\\d+\\.\\d %"));
    }

    @Test
    void jsonHasModelPresetAndClasses() {
        Outcome outcome = Outcome.of("classify", "-w", PICO, "--json", "--top-k", "10", CAT);
        JsonObject line = outcome.json().get(0);
        assertThat(line.keySet()).containsExactly("file", "model", "preset", "classes");
        assertThat(line.get("file").getAsString()).isEqualTo(CAT);
        assertThat(line.get("model").getAsString()).isEqualTo("inceptionnext_pico");
        assertThat(line.get("preset").getAsString()).isEqualTo("upstream");
        List<Double> probabilities = probabilities(line);
        assertThat(probabilities).hasSize(10).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(probabilities.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
    }

    /** The pictures are prepared here, on other threads; the answer must be the one of DJL's predictor on a Path. */
    @Test
    void answersAreThoseOfCriteriaWithAPath() throws Exception {
        PicturesFixture.writePictures(folder, 5);
        Outcome classes = Outcome.of(
                "classify", "-w", PICO, "--json", "-k", "10", "--preset", "224-95-bicubic", folder.toString());
        try (ZooModel<Path, Classifications> model =
                        criteria(Classifications.class).loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            double largest = 0;
            for (JsonObject line : classes.json()) {
                List<Classification> expected = predictor
                        .predict(Path.of(line.get("file").getAsString()))
                        .topK(10);
                List<Double> actual = probabilities(line);
                for (int i = 0; i < 10; i++) {
                    double difference = Math.abs(actual.get(i) - expected.get(i).getProbability());
                    largest = Math.max(largest, difference);
                }
            }
            // Own bound: float32 rounding of probabilities that are printed as float32.
            System.out.println("largest difference of a probability: " + largest + ", allowed 1e-6");
            assertThat(largest).isLessThan(1e-6);
        }
        Outcome vectors = Outcome.of("embed", "-w", PICO, "--json", "--preset", "224-95-bicubic", folder.toString());
        try (ZooModel<Path, float[]> model = criteria(float[].class).loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            assertThat(vectors.json()).hasSize(5);
            for (JsonObject line : vectors.json()) {
                float[] expected = predictor.predict(Path.of(line.get("file").getAsString()));
                JsonArray actual = line.getAsJsonArray("embedding");
                assertThat(actual).hasSize(expected.length);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual.get(i).getAsFloat()).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
    }

    @Test
    void folderIsAnsweredInOrderAndOneBadPictureDoesNotStopTheRest() throws IOException {
        PicturesFixture.writePictures(folder, 30);
        Files.writeString(folder.resolve("17.png"), "this is a text");
        Outcome outcome = Outcome.of("classify", "-w", PICO, "--json", "--batch-size", "4", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(8);
        assertThat(outcome.json().stream()
                        .map(line -> Path.of(line.get("file").getAsString())
                                .getFileName()
                                .toString()))
                .isEqualTo(IntStream.range(0, 30)
                        .mapToObj(i -> String.format("%02d.png", i))
                        .toList());
        JsonObject bad = outcome.json().get(17);
        assertThat(bad.keySet()).containsExactly("file", "error");
        assertThat(bad.get("error").getAsString()).contains("17.png", "text");
        assertThat(outcome.json().stream().filter(line -> line.has("classes"))).hasSize(29);
        assertThat(outcome.err()).contains("30 pictures in ", "1 of them failed");
    }

    @Test
    void sameAnswersWhateverTheBatchSize() throws IOException {
        PicturesFixture.writePictures(folder, 7);
        List<JsonObject> one = Outcome.of("classify", "-w", PICO, "--json", "--batch-size", "1", folder.toString())
                .json();
        List<JsonObject> five = Outcome.of("classify", "-w", PICO, "--json", "--batch-size", "5", folder.toString())
                .json();
        for (int i = 0; i < 7; i++) {
            assertThat(five.get(i).get("file")).isEqualTo(one.get(i).get("file"));
            List<Double> expected = probabilities(one.get(i));
            List<Double> actual = probabilities(five.get(i));
            for (int k = 0; k < 5; k++) {
                assertThat(actual.get(k)).isCloseTo(expected.get(k), within(1e-6));
            }
        }
    }

    @Test
    void whatIsNoPictureSaysWhatItIs() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jpg"), "hello, I am a text file");
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        Outcome outcome = Outcome.of("classify", "-w", PICO, text.toString(), empty.toString(), "missing.jpg");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("inx: " + text + ": ")
                .contains("inx: " + empty + ": empty: there is not one byte in it\n")
                .contains("inx: no such file: missing.jpg\n")
                .contains("3 of them failed")
                .doesNotContain("\tat ");
    }

    @Test
    void pictureOnStandardInput() throws IOException {
        Outcome outcome = Outcome.withInput(PicturesFixture.png(3), "classify", "-w", PICO, "--json", "-");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.json().get(0).get("file").getAsString()).isEqualTo("-");
    }

    @Test
    void twelveClassesWithoutLabelsAreNumberedAndSaidToHaveNoNames() throws IOException {
        Path twelve = PicturesFixture.writeTwelveClasses(folder);
        Outcome outcome = Outcome.of("classify", "-w", twelve.toString(), "--json", "-k", "12", CAT, CAT);
        assertThat(outcome.exitCode()).isZero();
        assertThat(classNames(outcome.json().get(0))).hasSize(12).allMatch(name -> name.matches("class_\\d+"));
        assertThat(outcome.err()).containsOnlyOnce("The names of these weights' 12 classes are not in the file.");

        List<String> names = IntStream.range(0, 12).mapToObj(i -> "sort " + i).toList();
        Path labels = Files.write(folder.resolve("names.txt"), names);
        Outcome named = Outcome.of(
                "classify", "-w", twelve.toString(), "--labels", labels.toString(), "--json", "-k", "12", CAT);
        assertThat(classNames(named.json().get(0))).containsExactlyInAnyOrderElementsOf(names);
        assertThat(named.err()).isEmpty();
    }

    @Test
    void labelsThatAreTooFewAreAnErrorThatCountsThem() throws IOException {
        Path labels = Files.write(folder.resolve("names.txt"), List.of("cat", "dog"));
        Outcome outcome = Outcome.of("classify", "-w", PICO, "--labels", labels.toString(), CAT);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("found 2 class names, the network has 10 classes");
    }

    @Test
    void oneLineAPictureWithTopOne() {
        Outcome outcome = Outcome.of("classify", "-w", PICO, "-k", "1", CAT, CAT);
        assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.matches(" *\\d+\\.\\d %  pico_\\d +" + CAT));
    }

    @Test
    void thresholdLeavesOutWhatIsLessProbable() {
        Outcome outcome = Outcome.of("classify", "-w", PICO, "--json", "--threshold", "1", CAT);
        assertThat(outcome.json().get(0).getAsJsonArray("classes")).isEmpty();
    }

    @Test
    void multiLabelGivesEachClassAProbabilityOfItsOwn() {
        JsonObject softmax = Outcome.of("classify", "-w", PICO, "--json", "-k", "10", CAT)
                .json()
                .get(0);
        JsonObject sigmoid = Outcome.of("classify", "-w", PICO, "--json", "-k", "10", "--multi-label", CAT)
                .json()
                .get(0);
        assertThat(classNames(sigmoid)).isEqualTo(classNames(softmax));
        // log-odds of two classes differ by the same amount in both
        List<Double> p = probabilities(softmax);
        List<Double> q = probabilities(sigmoid);
        double logits = Math.log(q.get(0) / (1 - q.get(0))) - Math.log(q.get(1) / (1 - q.get(1)));
        assertThat(logits).isCloseTo(Math.log(p.get(0) / p.get(1)), within(1e-4));
    }

    @Test
    void barsAreForTerminalsOnly() {
        assertThat(onTerminal(100)).contains("%  █").doesNotContain("\u001B");
        assertThat(Outcome.of("classify", "-w", PICO, CAT).out()).doesNotContain("█");
    }

    @Test
    void barsEndWhereTheTerminalDoes() {
        assertThat(onTerminal(30).lines().filter(line -> line.contains("%")))
                .hasSize(5)
                .allMatch(line -> line.length() <= 30)
                .anyMatch(line -> line.contains("█"));
        assertThat(onTerminal(10)).contains("%").doesNotContain("█");
    }

    private static String onTerminal(int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                out,
                OutputStream.nullOutputStream(),
                true,
                true,
                columns,
                false);
        assertThat(Inx.run(new Console(terminal, new Globals()), "classify", "-w", PICO, CAT))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void unknownModelAndPresetNameWhatThereIs() {
        Outcome model = Outcome.of("classify", "-m", "inceptionnext_tyni", CAT);
        assertThat(model.exitCode()).isEqualTo(3);
        assertThat(model.err()).contains("Did you mean inceptionnext_tiny").endsWith("Run: inx models\n");

        Outcome preset = Outcome.of("classify", "-m", "inceptionnext_base", "--preset", "tim", CAT);
        assertThat(preset.exitCode()).isEqualTo(2);
        assertThat(preset.err()).isEqualTo("""
                        inx: inceptionnext_base has no preset tim; it has upstream, timm
                        Run: inx models show inceptionnext_base
                        """);
    }

    @Test
    void modelWhoseWeightsAreNotHereSaysWhereTheyAre() {
        Outcome outcome = Outcome.of("classify", "--offline", "-m", "inceptionnext_tiny", CAT);
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.err()).contains("inceptionnext_tiny", "inx fetch --from FILE inceptionnext_tiny");
    }

    @Test
    void weightsOfAnotherNetworkAreExitCode6AndTheListIsCut() {
        Outcome outcome = Outcome.of("classify", "-m", "inceptionnext_tiny", "-w", PICO, CAT);
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSizeLessThan(20);
        assertThat(outcome.err()).contains("missing", " more\n", "inx inspect FILE");
    }

    @Test
    void weightsThatFitNothingAreExitCode6() throws IOException {
        Path file = folder.resolve("text.pth");
        Files.writeString(file, "no weights");
        assertThat(Outcome.of("classify", "-w", file.toString(), CAT).exitCode())
                .isEqualTo(6);
        assertThat(Outcome.of("classify", "-w", "missing.pth", CAT).exitCode()).isEqualTo(3);
    }

    @Test
    void senselessNumbersAreUsageErrors() {
        assertThat(Outcome.of("classify", "-k", "0", CAT).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("classify", "--batch-size", "0", CAT).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("classify", "--threshold", "1.5", CAT).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("classify", "--top-k", "many", CAT).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("classify").exitCode()).isEqualTo(2);
        assertThat(Outcome.of("classify", "-w", PICO, "--device", "tpu", CAT).err())
                .contains("no such device: tpu");
    }

    @Test
    void closedPipeStopsTheWorkQuietly() throws IOException {
        PicturesFixture.writePictures(folder, 40);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream oneLine = new OutputStream() {
            private boolean full;

            @Override
            public void write(int b) throws IOException {
                if (full) {
                    throw new ClosedPipeException(new IOException("Broken pipe"));
                }
                full = b == '\n';
            }
        };
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), oneLine, err, false, false, 100, true);
        int exitCode = Inx.run(
                new Console(terminal, new Globals()),
                "classify",
                "-w",
                PICO,
                "-k",
                "1",
                "--batch-size",
                "2",
                folder.toString());
        assertThat(exitCode).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("inx:").doesNotContain("Broken pipe");
    }

    @Test
    void embeddingIsPrintedInShortOrWhole() {
        Outcome text = Outcome.of("embed", "-w", PICO, CAT);
        assertThat(text.out()).startsWith(CAT + "  64 numbers: ").endsWith(" ...\n");
        JsonObject line = Outcome.of("embed", "-w", PICO, "--json", CAT).json().get(0);
        assertThat(line.keySet()).containsExactly("file", "model", "preset", "embedding");
        assertThat(line.getAsJsonArray("embedding")).hasSize(64);
    }

    private static <O> Criteria<Path, O> criteria(Class<O> answer) {
        return Criteria.builder()
                .setTypes(Path.class, answer)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_pico")
                .optArgument("weights", PICO)
                .optArgument("preset", "224-95-bicubic")
                .build();
    }

    private static List<Double> probabilities(JsonObject line) {
        List<Double> probabilities = new ArrayList<>();
        for (JsonElement each : line.getAsJsonArray("classes")) {
            probabilities.add(each.getAsJsonObject().get("probability").getAsDouble());
        }
        return probabilities;
    }

    private static List<String> classNames(JsonObject line) {
        return StreamSupport.stream(line.getAsJsonArray("classes").spliterator(), false)
                .map(each -> each.getAsJsonObject().get("className").getAsString())
                .toList();
    }

    @Test
    void keyAndObjectReachTheNetworkThatClassifies() throws IOException {
        PicturesFixture.writePictures(folder, 1);
        String picture = folder.resolve("00.png").toString();
        String wrapped = GoldenCheckpoint.resource("pico_wrapped_ema.pth").toString();
        Outcome average = Outcome.of("classify", picture, "--weights", wrapped, "--json");
        assertThat(average.exitCode()).isZero();
        assertThat(average.err()).contains("Weights taken from state_dict_ema; the file also has state_dict (--key)");
        Outcome chosen = Outcome.of("classify", picture, "--weights", wrapped, "--key", "state_dict", "--json");
        String plain = PicturesFixture.PICO.toString();
        assertThat(chosen.out())
                .isEqualTo(Outcome.of("classify", picture, "--weights", plain, "--json")
                        .out())
                .isNotEqualTo(average.out());

        Path foreign = folder.resolve("foreign.pth");
        try (Checkpoint pico = Checkpoint.open(PicturesFixture.PICO)) {
            ForeignObject.write(foreign, pico.tensors().values());
        }
        Outcome refused = Outcome.of("embed", picture, "--weights", foreign.toString());
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).contains("strangers.tools.Trainer", "--object");
        assertThat(Outcome.of("embed", picture, "--weights", foreign.toString(), "--object")
                        .exitCode())
                .isZero();
        assertThat(Outcome.of("classify", picture, "--object").exitCode()).isEqualTo(2);
    }
}
