package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No result is lost with exit code 0, and nothing half-written stays. */
class FailedWriteTest {
    @TempDir
    Path folder;

    /** A disk that is full after so many bytes. */
    private static final class FullDisk extends OutputStream {
        private int left;

        FullDisk(int bytes) {
            this.left = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    }

    private static Outcome withFullDisk(int bytes, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(new ByteArrayInputStream(new byte[0]), new FullDisk(bytes), err, false, false, 100, true);
        int exitCode = Inx.run(new Console(terminal, new Globals()), arguments);
        return new Outcome(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models",
                "models --json",
                "models show inceptionnext_zepto",
                "completion",
                "fetch --dry-run --json --offline inceptionnext_zepto",
                "digest src/test/resources/golden/checkpoint/pico.safetensors",
                "digest --json src/test/resources/golden/checkpoint/pico.safetensors",
                "inspect src/test/resources/golden/checkpoint/pico.safetensors",
                "diff src/test/resources/golden/checkpoint/pico.safetensors src/test/resources/golden/checkpoint/pico.safetensors",
                "classify -q --json docs/images/cat.png docs/images/cat.png",
                "embed -q docs/images/cat.png",
                "fetch --offline inceptionnext_zepto",
                "--help",
                "classify --help",
                "--version"
            })
    void resultThatCannotBeWrittenIsExitCode9(String command) {
        assertThat(withFullDisk(1 << 20, command.split(" "))).satisfies(outcome -> {
            assertThat(outcome.exitCode()).as("enough space: %s", outcome.err()).isLessThanOrEqualTo(7);
        });
        Outcome outcome = withFullDisk(20, command.split(" "));
        assertThat(outcome.err()).contains("inx: standard output could not be written: No space left on device\n");
        assertThat(outcome.exitCode()).isEqualTo(9);
    }

    /** Runs the process itself, whose standard output is what the shell makes it, and which can write no file over 8 KiB. */
    private static Outcome inShell(String redirection, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "/bin/bash",
                "-c",
                "ulimit -f 8; java=$1; shift; exec \"$java\" \"$@\" " + redirection,
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "org.inceptionnext.cli.Inx"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), "", err);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fullDeviceIsAnErrorOfTheProcess() throws Exception {
        Outcome outcome = inShell("> /dev/full", "models", "--json");
        assertThat(outcome.err()).startsWith("inx: standard output could not be written: No space left on device\n");
        assertThat(outcome.exitCode()).isEqualTo(9);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readerThatEndsIsNoError() throws Exception {
        Outcome outcome = inShell("| true; exit ${PIPESTATUS[0]}", "models", "--json");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fileThatCannotBeWrittenWholeIsNotLeftInPart() throws Exception {
        Path out = folder.resolve("out.safetensors");
        Outcome outcome =
                inShell("", "convert", "src/test/resources/golden/checkpoint/pico.safetensors", out.toString());
        assertThat(outcome.err())
                .startsWith("inx: " + out + " could not be written: File too large\nLook at the space on the disk");
        assertThat(outcome.exitCode()).isEqualTo(9);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void dataCommandsNameTheFileThatFoundNoSpaceAndLeaveNothing() throws Exception {
        Path boxes = Files.createDirectories(folder.resolve("boxes"));
        Files.createDirectories(boxes.resolve("images"));
        Files.copy(Path.of("docs/images/cat.png"), boxes.resolve("images/cat.png"));
        Files.writeString(boxes.resolve("data.yaml"), "names: [cat]\ntrain: images\n");
        Path sheet = folder.resolve("sheet.png");
        Outcome show = inShell("", "data", "show", boxes.toString(), "--out", sheet.toString());
        assertThat(show.err()).startsWith("inx: " + sheet + " could not be written: File too large\n");
        assertThat(show.exitCode()).isEqualTo(9);
        assertThat(sheet).doesNotExist();

        Path out = folder.resolve("coco");
        Outcome convert = inShell("", "data", "convert", boxes.toString(), "--to", "coco", "--out", out.toString());
        assertThat(convert.err())
                .startsWith("inx: " + out.resolve("images/train/cat.png") + " could not be written: File too large\n");
        assertThat(convert.exitCode()).isEqualTo(9);
        assertThat(out).isEmptyDirectory();
    }
}
