package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesPictureTest {
    private static final List<String> ROWS = List.of(
            new EpochResult(1, 1e-3, 2.13, 1.4, 0.5667, 0.9485, 11.6).row(),
            new EpochResult(2, 1e-5, 0.63, 0.21, 0.9697, 1, 9.2).row());

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void note(String text) {
            notes.add(text);
        }
    };

    private CurvesPicture picture(CurvesPicture.Drawing drawing) {
        return new CurvesPicture(new RunFolder(folder), listener, drawing);
    }

    private static int count(BufferedImage image, int fromX, int toX, int color) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = fromX; x < toX; x++) {
                if ((image.getRGB(x, y) & 0xffffff) == color) {
                    count++;
                }
            }
        }
        return count;
    }

    @Test
    void theThreePanelsHoldTheirLines() throws Exception {
        picture(Curves::png).write(ROWS);

        BufferedImage image = ImageIO.read(folder.resolve(CurvesPicture.NAME).toFile());
        int width = image.getWidth() / 3;
        assertThat(count(image, 0, width, 0x1f77b4)).as("training loss").isGreaterThan(200);
        assertThat(count(image, 0, width, 0xd95f02)).as("validation loss").isGreaterThan(200);
        assertThat(count(image, width, 2 * width, 0xd95f02)).as("top-1").isGreaterThan(200);
        assertThat(count(image, 2 * width, 3 * width, 0x1f77b4)).as("rate").isGreaterThan(200);
        assertThat(count(image, 2 * width, 3 * width, 0xd95f02)).isZero();
        assertThat(notes).isEmpty();
    }

    @Test
    void oneEpochCanBeDrawn() throws Exception {
        picture(Curves::png).write(ROWS.subList(0, 1));

        assertThat(folder.resolve(CurvesPicture.NAME)).isNotEmptyFile();
    }

    @Test
    void aRunGoesOnWithoutXChartAndSaysOnceWhatToAdd() throws Exception {
        CurvesPicture picture = picture(rows -> {
            throw new NoClassDefFoundError("org/knowm/xchart/XYChart");
        });

        picture.write(ROWS);
        picture.write(ROWS);

        assertThat(notes)
                .containsExactly("curves.png is left out: XChart is not on the class path. Add"
                        + " org.knowm.xchart:xchart:3.8.8; its numbers are in results.csv.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRunGoesOnWhereJavaHasNoFonts() throws Exception {
        picture(rows -> {
                    throw new InternalError("Fontconfig head is null, check your fonts or fonts configuration");
                })
                .write(ROWS);

        assertThat(notes).singleElement().asString().startsWith("curves.png is left out: this Java cannot draw (");
        assertThat(folder).isEmptyDirectory();
    }
}
