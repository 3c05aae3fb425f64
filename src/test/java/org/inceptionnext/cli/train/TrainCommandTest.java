package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.report.PageReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run begins with and what a plan says. */
class TrainCommandTest {
    @TempDir
    Path folder;

    private String data = "";

    @BeforeEach
    void drawPictures() throws IOException {
        for (int label = 0; label < 2; label++) {
            Path own = Files.createDirectories(folder.resolve("pictures/class" + label));
            for (int i = 0; i < 5; i++) {
                BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, label, 0xffffff);
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
        data = folder.resolve("pictures").toString();
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aRunsFolderIsWhatAnotherRunBeginsWith() throws Exception {
        Outcome first = Outcome.of(
                "train", data, "--out", out("first"), "--image-size", "32", "--epochs", "1", "--batch-size", "4");
        assertThat(first.exitCode()).as(first.err()).isZero();

        Outcome second = Outcome.of(
                "train",
                data,
                "--out",
                out("second"),
                "--weights",
                out("first"),
                "--epochs",
                "1",
                "--batch-size",
                "4",
                "--report",
                out("page.html"));

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.err())
                .contains("inceptionnext_zepto: all 226 tensors taken")
                .contains("batches of 4 at 32x32");
        assertThat(Files.readString(folder.resolve("second/run.yaml")))
                .contains("weights: \"" + out("first") + "\"", "model: \"inceptionnext_zepto\"");
        Path page = folder.resolve("page.html");
        assertThat(PageReader.charts(page))
                .containsExactly("Loss", "Validation accuracy", "Learning rate at the epoch's end");
        assertThat(Files.readString(page))
                .contains("<dt>run.yaml: batchSize</dt><dd>4</dd>", "<a href=\"./page-eval.html\">")
                .contains("inx eval " + data + " --weights " + out("second") + " --report " + out("page-eval.html"));
        Outcome resumed = Outcome.of("train", data, "--out", out("second"), "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    }

    @Test
    void weightsOfAnotherModelAreRefusedByWhatTheyAre() {
        Outcome outcome = Outcome.of(
                "train",
                data,
                "--out",
                out("run"),
                "--model",
                "inceptionnext_atto",
                "--weights",
                weights().toString());

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).contains("inceptionnext_atto");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private static Path weights() {
        return Path.of("zoo/weights/inceptionnext_zepto.cifar10.safetensors").toAbsolutePath();
    }

    @Test
    void aPlanSaysStepsMemoryAndTime() {
        Outcome outcome = Outcome.of(
                "train", data, "--out", out("run"), "--image-size", "32", "--batch-size", "4", "--dry-run", "--json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonObject plan = outcome.json().get(0);
        assertThat(plan.get("steps").getAsLong()).isEqualTo(40);
        assertThat(plan.get("secondsPerStep").getAsDouble()).isPositive();
        assertThat(plan.get("memoryMebibytes").getAsLong()).isBetween(100L, 1000L);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aPlanOfTheHeadSaysMemoryAndTimeToo() {
        Outcome outcome =
                Outcome.of("train", data, "--out", out("run"), "--image-size", "32", "--recipe", "head", "--dry-run");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("pictures to embed").contains("MiB of memory");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
