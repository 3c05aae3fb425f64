package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.data.draw.Tiles;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.draw.ClassColor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures in a detector's run that show boxes: what is where in them. */
class DetectorPicturesTest {
    private static final int BLUE = 0x1f77b4;
    private static final int ORANGE = 0xd95f02;
    private static final int STEP = Tiles.SIDE + Tiles.GAP;

    @TempDir
    Path folder;

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static long count(BufferedImage image, int fromX, int toX, int color) {
        return IntStream.range(0, image.getHeight())
                .mapToLong(y -> IntStream.range(fromX, toX)
                        .filter(x -> (image.getRGB(x, y) & 0xffffff) == color)
                        .count())
                .sum();
    }

    private static int color(int classIndex) {
        ClassColor color = ClassColor.of(classIndex);
        return color.red() << 16 | color.green() << 8 | color.blue();
    }

    private static Detection found(int classIndex, float score) {
        return new Detection(new Box(40, 40, 140, 120), score, classIndex, 0);
    }

    private BoxedPicture picture(String name, List<LabelledBox> boxes) throws IOException {
        return new BoxedPicture(PictureFiles.write(folder, name, 200, 150, 0x808080), 200, 150, boxes);
    }

    @Test
    void labelsStandBesideWhatWasFoundWithSomeConfidence() throws IOException {
        Predictions predictions = new Predictions();
        predictions.add(
                picture("a.png", List.of(LabelledBox.of(0, 40, 40, 100, 80))), List.of(found(1, 0.9f), found(2, 0.2f)));
        predictions.add(picture("b.png", List.of()), List.of(found(0, 0.3f)));

        BufferedImage image = image(predictions.png(List.of("cell", "crystal", "dust")));

        assertThat(image.getWidth()).isEqualTo(Tiles.GAP + 4 * STEP);
        long[][] byTile = new long[4][3];
        for (int tile = 0; tile < 4; tile++) {
            for (int label = 0; label < 3; label++) {
                byTile[tile][label] = count(image, tile * STEP, (tile + 1) * STEP, color(label));
            }
        }
        // A frame of two pixels around 100 x 80 has more than 700, and the word beside it has some of its colour too.
        assertThat(byTile[0][0]).isGreaterThan(700);
        assertThat(byTile[1][1]).isGreaterThan(700);
        assertThat(byTile[3][0]).isGreaterThan(700);
        assertThat(new long[] {byTile[0][1], byTile[0][2], byTile[1][0], byTile[1][2], byTile[2][0], byTile[3][1]})
                .containsOnly(0);
    }

    @Test
    void eightPicturesAreShownAtMost() throws IOException {
        Predictions predictions = new Predictions();
        for (int i = 0; i < 10; i++) {
            predictions.add(picture(i + ".png", List.of()), List.of());
        }
        int heading = image(new Predictions().png(List.of())).getHeight() - Tiles.GAP - STEP;
        assertThat(image(predictions.png(List.of())).getHeight()).isEqualTo(heading + Tiles.GAP + 4 * STEP);
    }

    @Test
    void statisticsShowCountsSizesAndAnchors() throws IOException {
        List<BoxedPicture> training = List.of(picture(
                "a.png",
                List.of(
                        LabelledBox.of(0, 10, 10, 50, 40),
                        LabelledBox.of(1, 60, 20, 30, 90),
                        LabelledBox.of(1, 90, 20, 100, 20))));
        List<BoxedPicture> validation = List.of(picture("b.png", List.of(LabelledBox.of(0, 10, 10, 20, 20))));
        List<List<Double>> anchors = List.of(List.of(50.0, 40.0), List.of(150.0, 150.0));

        BufferedImage both = statistics(Map.of(Split.TRAIN, training, Split.VAL, validation), anchors);
        BufferedImage one = statistics(Map.of(Split.TRAIN, training), List.of());

        int width = both.getWidth() / 3;
        // Three boxes are learned from, one is not: its bar is half as high as the higher of theirs.
        assertThat(count(both, 0, width, BLUE)).isGreaterThan(2 * count(both, 0, width, ORANGE));
        assertThat(count(both, 0, width, ORANGE)).isGreaterThan(count(one, 0, width, ORANGE) + 500);
        // Points of the boxes, and of two anchors where there are any.
        assertThat(count(both, width, 2 * width, BLUE)).isGreaterThan(100);
        assertThat(count(both, width, 2 * width, ORANGE)).isGreaterThan(60);
        assertThat(count(one, width, 2 * width, ORANGE)).isZero();
        assertThat(count(both, 2 * width, 3 * width, BLUE)).isGreaterThan(100);
        assertThat(count(both, 2 * width, 3 * width, ORANGE)).isGreaterThan(100);
    }

    private static BufferedImage statistics(Map<Split, List<BoxedPicture>> parts, List<List<Double>> anchors)
            throws IOException {
        DetectionSet data =
                new DetectionSet("cells", DetectionFormat.YOLO, List.of("cell", "crystal"), parts, new Findings());
        return image(LabelStatistics.png(data, 320, anchors));
    }
}
