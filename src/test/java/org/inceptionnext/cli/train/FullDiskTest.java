package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Training where a file cannot be written: a limit on the size of files stands for a disk that is full. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    @TempDir
    Path folder;

    /** Runs a process that can write no file over 4 MiB: the network's script fits, its weights do not. */
    private static Outcome limited(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                "/bin/bash",
                                "-c",
                                "ulimit -f 4096; java=$1; shift; exec \"$java\" \"$@\"",
                                "bash",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:-UsePerfData",
                                "org.inceptionnext.cli.Inx"),
                        Stream.of(arguments))
                .toList());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), "", err);
    }

    private static List<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFullDiskEndsTheRunWithNothingHalfWrittenAndTheRunGoesOnWhenThereIsSpace() throws Exception {
        // The native library is unpacked while there is space.
        assertThat(Engine.getEngine("PyTorch").getVersion()).isNotEmpty();
        String data = TwoClasses.in(folder).toString();
        Path run = folder.resolve("run");

        Outcome full = limited(
                "train", data, "--out", run.toString(), "--image-size", "32", "--epochs", "1", "--batch-size", "4");

        assertThat(full.err()).contains(run.resolve("model.safetensors") + " could not be written: File too large");
        assertThat(full.exitCode()).isEqualTo(9);
        assertThat(files(run)).containsExactly("config.json", "labels.txt", "run.yaml");

        Outcome resumed = Outcome.of("train", data, "--out", run.toString(), "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(files(run)).contains("checkpoint.safetensors", "model.safetensors", "results.csv");
    }
}
