package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class StoppedRunTest {
    @TempDir
    Path folder;

    /** SIGTERM ends a JVM as Ctrl-C does. */
    @Test
    void aRunThatIsToldToEndSaysThatItCanBeResumed() throws Exception {
        // The native library is unpacked, so that the child finds it.
        assertThat(Engine.getEngine("PyTorch").getVersion()).isNotEmpty();
        Path run = folder.resolve("run");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "org.inceptionnext.cli.Inx",
                "train",
                TwoClasses.in(folder).toString(),
                "--out",
                run.toString(),
                "--image-size",
                "32",
                "--epochs",
                "100000",
                "--batch-size",
                "4");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).startsWith("epoch 1 ");
            // Not process.destroy(), which closes the streams.
            assertThat(process.toHandle().destroy()).isTrue();
            out.lines().forEach(line -> assertThat(line).startsWith("epoch "));
        }

        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(Files.readString(folder.resolve("err"), StandardCharsets.UTF_8))
                .endsWith("Stopped, with a checkpoint. Go on with: inx train DATA --out " + run + " --resume\n");
        assertThat(run.resolve("checkpoint.safetensors")).exists();
    }
}
