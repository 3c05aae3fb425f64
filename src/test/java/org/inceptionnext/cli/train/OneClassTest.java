package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set of one class, which nothing can be told from. */
class OneClassTest {
    @TempDir
    Path folder;

    @Test
    void trainingRefusesOneClassAndBeginsNoRun() throws IOException {
        Path cats = Files.createDirectories(folder.resolve("pictures/cats"));
        for (int i = 0; i < 5; i++) {
            ImageIO.write(
                    new BufferedImage(8, 8 + i, BufferedImage.TYPE_INT_RGB),
                    "png",
                    cats.resolve(i + ".png").toFile());
        }
        Path run = folder.resolve("run");
        Outcome outcome =
                Outcome.of("train", folder.resolve("pictures").toString(), "--out", run.toString(), "--epochs", "1");
        assertThat(outcome.err()).contains("one class, cats", "a folder for each, with pictures in it");
        assertThat(outcome.exitCode()).isNotZero().isNotEqualTo(1);
        assertThat(run).doesNotExist();
    }
}
