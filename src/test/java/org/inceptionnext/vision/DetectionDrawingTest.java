package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.inceptionnext.vision.draw.ClassColor;
import org.junit.jupiter.api.Test;

class DetectionDrawingTest {
    private static final List<String> NAMES = List.of("cat", "dog");

    @Test
    void theFrameIsCentredOnTheBoxAndGrowsWithThePicture() {
        Pixels small = draw(black(400, 400), detection(new Box(100, 100, 300, 200), 0));
        assertThat(columnsOfClass(small, 150, 0)).containsExactly(99, 100, 299, 300);
        Pixels large = draw(black(1600, 1600), detection(new Box(400, 400, 1200, 800), 0));
        assertThat(columnsOfClass(large, 600, 0))
                .containsExactly(
                        396, 397, 398, 399, 400, 401, 402, 403, 1196, 1197, 1198, 1199, 1200, 1201, 1202, 1203);
        assertThat(at(small, 200, 150)).isEqualTo(new ClassColor(0, 0, 0));
    }

    @Test
    void thePictureGivenStaysAsItIs() {
        Pixels picture = black(100, 100);
        draw(picture, detection(new Box(10, 40, 90, 90), 0));
        assertThat(picture).isEqualTo(black(100, 100));
    }

    @Test
    void theLabelStandsOnTheBox() {
        Pixels drawn = draw(black(400, 400), detection(new Box(100, 100, 300, 200), 0));
        assertThat(at(drawn, 100, 98)).isEqualTo(ClassColor.of(0));
        assertThat(at(drawn, 100, 99 - labelHeight(400))).isEqualTo(ClassColor.of(0));
        assertThat(at(drawn, 100, 98 - labelHeight(400))).isEqualTo(new ClassColor(0, 0, 0));
        assertThat(inkIn(drawn, 0, 99 - labelHeight(400), 400, 99)).isGreaterThan(50);
    }

    @Test
    void theLabelMovesIntoTheBoxWhereThereIsNoRoomAbove() {
        Pixels drawn = draw(black(400, 400), detection(new Box(100, 0, 300, 200), 0));
        assertThat(inkIn(drawn, 0, 0, 400, 2 + labelHeight(400))).isGreaterThan(50);
        assertThat(at(drawn, 102, labelHeight(400))).isEqualTo(ClassColor.of(0));
    }

    @Test
    void theLabelStaysWithinThePictureAtItsRightEdge() {
        int left = inkIn(draw(black(400, 400), detection(new Box(10, 100, 40, 200), 0)), 0, 0, 400, 98);
        int right = inkIn(draw(black(400, 400), detection(new Box(395, 100, 400, 200), 0)), 0, 0, 400, 98);
        assertThat(right).isEqualTo(left);
    }

    @Test
    void labelsGrowWithThePicture() {
        assertThat(labelHeight(400)).isBetween(9, 16);
        assertThat(labelHeight(1600)).isBetween(36, 64);
    }

    @Test
    void betterDetectionsCoverWorseOnes() {
        Box box = new Box(100, 100, 300, 200);
        Pixels drawn = DetectionDrawing.draw(
                black(400, 400), List.of(detection(box, 1), detection(box, 0)), List.of("cat", "cat"));
        assertThat(drawn)
                .isEqualTo(DetectionDrawing.draw(black(400, 400), List.of(detection(box, 1)), List.of("cat", "cat")));
    }

    @Test
    void aBoxWithoutAreaIsDrawnAsALine() {
        Pixels drawn = draw(black(400, 400), detection(new Box(0, 400, 400, 400), 0));
        assertThat(at(drawn, 399, 399)).isEqualTo(ClassColor.of(0));
    }

    @Test
    void noPictureAndNoBoxIsTooOdd() {
        Box[] boxes = {
            new Box(0, 0, 1, 1),
            new Box(-1e9f, -1e9f, 1e9f, 1e9f),
            new Box(50, 50, 20, 20),
            new Box(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN)
        };
        int[][] sizes = {{1, 1}, {2000, 1}, {1, 2000}, {20, 30}};
        for (int[] size : sizes) {
            Detection[] detections =
                    Arrays.stream(boxes).map(box -> detection(box, 0)).toArray(Detection[]::new);
            Pixels drawn = draw(black(size[0], size[1]), detections);
            assertThat(drawn.width()).isEqualTo(size[0]);
            assertThat(drawn.height()).isEqualTo(size[1]);
        }
    }

    @Test
    void controlCharactersOfANameAreBlanks() {
        assertThat(withName("traffic\nlight\u0007")).isEqualTo(withName("traffic light"));
    }

    @Test
    void longNamesAreCut() {
        assertThat(withName("x".repeat(100_000))).isEqualTo(withName("x".repeat(40) + "..."));
    }

    @Test
    void aClassWithoutANameIsCalledByItsNumber() {
        Detection detection = detection(new Box(10, 50, 90, 90), 7);
        assertThat(DetectionDrawing.draw(black(200, 200), List.of(detection), List.of()))
                .isEqualTo(DetectionDrawing.draw(
                        black(200, 200), List.of(detection), List.of("", "", "", "", "", "", "", "7")));
    }

    /** The contrast that WCAG 2.1 asks of text (level AA). */
    @Test
    void everyLabelCanBeReadOnItsColour() {
        double least = Double.MAX_VALUE;
        for (int index = 0; index < 1000; index++) {
            ClassColor color = ClassColor.of(index);
            double paper =
                    0.2126 * linear(color.red()) + 0.7152 * linear(color.green()) + 0.0722 * linear(color.blue());
            double ink = linear(color.ink());
            least = Math.min(least, (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05));
        }
        System.out.printf("least contrast of 1000 labels: %.2f%n", least);
        assertThat(least).isGreaterThan(4.5);
    }

    @Test
    void theFirstClassesHaveColoursFarApart() {
        int least = Integer.MAX_VALUE;
        for (int a = 0; a < 16; a++) {
            for (int b = 0; b < a; b++) {
                ClassColor one = ClassColor.of(a);
                ClassColor other = ClassColor.of(b);
                least = Math.min(
                        least,
                        Math.abs(one.red() - other.red())
                                + Math.abs(one.green() - other.green())
                                + Math.abs(one.blue() - other.blue()));
            }
        }
        System.out.println("least distance of 16 class colours: " + least + " of 765 levels");
        assertThat(least).isGreaterThan(50);
    }

    private static double linear(int level) {
        double value = level / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static Pixels withName(String name) {
        return DetectionDrawing.draw(black(600, 400), List.of(detection(new Box(10, 100, 90, 190), 0)), List.of(name));
    }

    private static Pixels draw(Pixels picture, Detection... detections) {
        return DetectionDrawing.draw(picture, List.of(detections), NAMES);
    }

    private static Detection detection(Box box, int classIndex) {
        return new Detection(box, .875f, classIndex, 0);
    }

    private static Pixels black(int width, int height) {
        return new Pixels(width, height, new byte[3 * width * height]);
    }

    /** Measures the label of a box in the middle of a square picture, along its left edge. */
    private static int labelHeight(int side) {
        Pixels drawn = draw(black(side, side), detection(new Box(side / 2f, side / 2f, side, side), 0));
        int height = 0;
        int lineWidth = Math.max(side / 200, 2);
        int bottom = side / 2 - lineWidth / 2;
        while (at(drawn, side / 2, bottom - 1 - height).equals(ClassColor.of(0))) {
            height++;
        }
        return height;
    }

    private static int[] columnsOfClass(Pixels picture, int y, int classIndex) {
        return java.util.stream.IntStream.range(0, picture.width())
                .filter(x -> at(picture, x, y).equals(ClassColor.of(classIndex)))
                .toArray();
    }

    /** Counts pixels that are neither the black picture nor class 0's colour: letters. */
    private static int inkIn(Pixels picture, int left, int top, int right, int bottom) {
        int count = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                ClassColor color = at(picture, x, y);
                count += color.equals(ClassColor.of(0)) || color.equals(new ClassColor(0, 0, 0)) ? 0 : 1;
            }
        }
        return count;
    }

    private static ClassColor at(Pixels picture, int x, int y) {
        int at = (y * picture.width() + x) * 3;
        byte[] rgb = picture.rgb();
        return new ClassColor(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
    }
}
