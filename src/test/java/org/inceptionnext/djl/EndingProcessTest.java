package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ends a process in the middle of its predictions, as Ctrl-C and a container's stop do. */
class EndingProcessTest {
    private static final int THREADS = 4;
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    Path work;

    /** The process's body: predicts until it is stopped. */
    static final class PredictForever {
        private PredictForever() {}

        public static void main(String[] args) throws Exception {
            Criteria<Path, float[]> criteria = Models.criteria("inceptionnext_zepto", Path.class, float[].class)
                    .build();
            ZooModel<Path, float[]> model = criteria.loadModel();
            for (int i = 0; i < THREADS; i++) {
                new Thread(() -> predict(model)).start();
            }
        }

        private static void predict(ZooModel<Path, float[]> model) {
            try (Predictor<Path, float[]> predictor = model.newPredictor()) {
                while (true) {
                    predictor.predict(Path.of("docs/images/cat.png"));
                    System.out.println("predicted");
                }
            } catch (TranslateException e) {
                // The process ends.
                return;
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
    void runningPredictionDoesNotCrashIt() throws Exception {
        Path errors = work.resolve("stderr.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=" + work.resolve("crash.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PredictForever.class.getName())
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("predicted");
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isEqualTo(SIGTERM_EXIT);
        assertThat(work.resolve("crash.log")).doesNotExist();
    }
}
