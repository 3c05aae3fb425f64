package org.inceptionnext.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;

/**
 * Geometry and colours against {@code golden/yolo/augment.json}, made with OpenCV 5.0.0. Pixels of warps:
 * tolerance 0, although the golden allows 2; colours 1, as its note says; decisions exact; coordinates 1e-4 pixels (float32 of up to 640: 3e-5).
 */
class DetectionAugmentGoldenTest {
    private static final JsonObject GOLDEN = GoldenResource.read("yolo/augment", JsonObject.class);

    private static double number(JsonObject object, String key) {
        return object.get(key).getAsDouble();
    }

    private static double[] doubles(JsonElement array) {
        List<Double> values = new ArrayList<>();
        collect(array, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonElement element, List<Double> values) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> collect(each, values));
        } else {
            values.add(element.getAsDouble());
        }
    }

    private static float[] floats(JsonElement array) {
        double[] values = doubles(array);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static byte[] bytes(JsonElement array) {
        double[] values = doubles(array);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }

    private static Pixels pixels(JsonElement rows) {
        JsonArray array = rows.getAsJsonArray();
        return new Pixels(array.get(0).getAsJsonArray().size(), array.size(), bytes(rows));
    }

    private static Pixels empty(int width, int height) {
        return new Pixels(width, height, new byte[3 * width * height]);
    }

    private static Warp warp(JsonObject golden) {
        JsonObject drawn = golden.getAsJsonObject("drawn");
        double[] size = doubles(golden.get("imageHw"));
        return Warp.of(
                new Warp.Drawn(
                        number(drawn, "perspectiveX"),
                        number(drawn, "perspectiveY"),
                        number(drawn, "angleDegrees"),
                        number(drawn, "scale"),
                        number(drawn, "shearXDegrees"),
                        number(drawn, "shearYDegrees"),
                        number(drawn, "translateX"),
                        number(drawn, "translateY")),
                number(golden.getAsJsonObject("hyper"), "perspective") > 0,
                empty((int) size[1], (int) size[0]),
                (int) doubles(golden.get("border"))[0]);
    }

    @Test
    void warpsHaveTheOriginalsMatrixAndBoxes() {
        assertThat(GOLDEN.getAsJsonArray("randomPerspective")).hasSize(7);
        for (JsonElement element : GOLDEN.getAsJsonArray("randomPerspective")) {
            JsonObject golden = element.getAsJsonObject();
            String name = golden.get("name").getAsString();
            Warp warp = warp(golden);
            assertThat(warp.matrix()).as(name).containsExactly(doubles(golden.get("matrix")), within(1e-9));
            assertThat(new double[] {warp.width(), warp.height()}).containsExactly(doubles(golden.get("outputWh")));
            float[] rows = floats(golden.get("boxes"));
            double[] size = doubles(golden.get("imageHw"));
            BoxedPixels moved = warp.apply(new BoxedPixels(empty((int) size[1], (int) size[0]), rows));
            assertThat(moved.boxes()).as(name).containsExactly(floats(golden.get("result")), within(1e-4f));
            for (int i = 0; i < rows.length / BoxedPixels.FIELDS; i++) {
                assertThat(warp.moved(rows, i * BoxedPixels.FIELDS))
                        .as(name)
                        .containsExactly(
                                doubles(golden.getAsJsonArray("transformedClipped")
                                        .get(i)),
                                within(1e-4));
            }
        }
    }

    @Test
    void whatIsDrawnStaysInTheOriginalsRanges() {
        DetectionAugmentation wild = new DetectionAugmentation(0, 0, 0, 10, 0.2, 0.9, 5, 0.0005, 0, 0, 0, 0);
        SplittableRandom random = new SplittableRandom(3);
        double[] least = new double[8];
        double[] most = new double[8];
        Arrays.fill(least, Double.MAX_VALUE);
        Arrays.fill(most, -Double.MAX_VALUE);
        for (int i = 0; i < 2000; i++) {
            Warp.Drawn d = Warp.Drawn.of(wild, random);
            double[] values = {
                d.perspectiveX(),
                d.perspectiveY(),
                d.angle(),
                d.scale(),
                d.shearX(),
                d.shearY(),
                d.translateX(),
                d.translateY()
            };
            for (int k = 0; k < values.length; k++) {
                least[k] = Math.min(least[k], values[k]);
                most[k] = Math.max(most[k], values[k]);
            }
        }
        double[] low = {-0.0005, -0.0005, -10, 0.1, -5, -5, 0.3, 0.3};
        double[] high = {0.0005, 0.0005, 10, 1.9, 5, 5, 0.7, 0.7};
        for (int k = 0; k < low.length; k++) {
            double slack = 0.01 * (high[k] - low[k]);
            assertThat(least[k]).isBetween(low[k], low[k] + slack);
            assertThat(most[k]).isBetween(high[k] - slack, high[k]);
        }
    }

    @Test
    void boxesAreKeptAsTheOriginalKeepsThem() {
        for (JsonElement element : GOLDEN.getAsJsonArray("boxCandidates")) {
            JsonObject golden = element.getAsJsonObject();
            double[] before = doubles(golden.get("before"));
            assertThat(Warp.isCandidate(before[2] - before[0], before[3] - before[1], doubles(golden.get("after"))))
                    .as(golden.toString())
                    .isEqualTo(golden.get("keep").getAsBoolean());
        }
    }

    @Test
    void warpedPixelsAreOpenCvs() {
        JsonObject pixels = GOLDEN.getAsJsonObject("pixels");
        Pixels input = pixels(pixels.getAsJsonObject("warpAffine").get("input"));
        for (String name : List.of("warpAffine", "warpPerspective")) {
            JsonObject golden = pixels.getAsJsonObject(name);
            double[] matrix = Arrays.copyOf(doubles(golden.get("matrix")), 9);
            matrix[8] = 1;
            Pixels expected = pixels(golden.get("output"));
            Warp warp = new Warp(matrix, 1, name.equals("warpPerspective"), expected.width(), expected.height());
            assertThat(warp.apply(new BoxedPixels(input, new float[0])).pixels().rgb())
                    .as(name)
                    .isEqualTo(expected.rgb());
        }
    }

    @Test
    void coloursAreOpenCvs() {
        for (JsonElement element : GOLDEN.getAsJsonArray("hsv")) {
            JsonObject golden = element.getAsJsonObject();
            double[] gains = doubles(golden.get("gains"));
            byte[] bgr = bytes(golden.get("bgrIn"));
            Pixels changed =
                    new HsvShift(gains[0], gains[1], gains[2]).apply(new Pixels(bgr.length / 3, 1, turned(bgr)));
            // OpenCV rounds the last pixels of a row, fewer than a vector has, and cuts off the fractions of all
            // others.
            double[] expected = doubles(golden.get("bgrOut"));
            byte[] found = turned(changed.rgb());
            for (int i = 0; i < found.length; i++) {
                assertThat(expected[i] - (found[i] & 0xff))
                        .as(Arrays.toString(gains))
                        .isBetween(0.0, 1.0);
            }
            double[] hsv = doubles(golden.get("hsvIn"));
            for (int at = 0; at < bgr.length; at += 3) {
                assertThat(HsvShift.toHsv(bgr[at + 2] & 0xff, bgr[at + 1] & 0xff, bgr[at] & 0xff))
                        .isEqualTo((int) hsv[at] << 16 | (int) hsv[at + 1] << 8 | (int) hsv[at + 2]);
            }
        }
    }

    private static byte[] turned(byte[] samples) {
        byte[] turned = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            turned[i] = samples[i - i % 3 + 2 - i % 3];
        }
        return turned;
    }

    @Test
    void mosaicsLieWhereTheOriginalsDo() {
        for (JsonElement element : GOLDEN.getAsJsonArray("mosaic")) {
            JsonObject golden = element.getAsJsonObject();
            double[] centre = doubles(golden.get("centre"));
            List<Pixels> pictures = new ArrayList<>();
            List<float[]> rows = new ArrayList<>();
            for (int i = 0; i < Mosaic.PICTURES; i++) {
                JsonObject tile = golden.getAsJsonArray("tiles").get(i).getAsJsonObject();
                double[] size = doubles(tile.get("wh"));
                Pixels picture = empty((int) size[0], (int) size[1]);
                Arrays.fill(picture.rgb(), (byte) (i + 1));
                pictures.add(picture);
                rows.add(floats(golden.getAsJsonArray("labelsIn").get(i)));
            }
            BoxedPixels mosaic = new Mosaic(golden.get("imageSize").getAsInt(), (int) centre[0], (int) centre[1])
                    .apply(pictures, rows);
            assertThat(mosaic.boxes()).containsExactly(floats(golden.get("labelsAfterClip")));
            assertThat(mosaic.pixels().rgb()).isEqualTo(tiles(golden));
        }
    }

    private static byte[] tiles(JsonObject golden) {
        int canvas = golden.get("canvas").getAsInt();
        byte[] rgb = new byte[3 * canvas * canvas];
        Arrays.fill(rgb, (byte) 114);
        for (int i = 0; i < Mosaic.PICTURES; i++) {
            double[] place = doubles(
                    golden.getAsJsonArray("tiles").get(i).getAsJsonObject().get("canvas"));
            for (int y = (int) place[1]; y < place[3]; y++) {
                Arrays.fill(rgb, 3 * (y * canvas + (int) place[0]), 3 * (y * canvas + (int) place[2]), (byte) (i + 1));
            }
        }
        return rgb;
    }

    @Test
    void mixedPicturesAreTheOriginals() {
        for (JsonElement element : GOLDEN.getAsJsonArray("mixup")) {
            JsonObject golden = element.getAsJsonObject();
            BoxedPixels mixed = DetectionAugmenter.mixed(
                    new BoxedPixels(pixels(golden.get("first")), new float[5]),
                    new BoxedPixels(pixels(golden.get("second")), new float[10]),
                    number(golden, "ratio"));
            assertThat(mixed.pixels().rgb()).isEqualTo(bytes(golden.get("result")));
            assertThat(mixed.boxes()).hasSize(15);
        }
    }

    @Test
    void boxesBecomeTheOriginalsFractions() {
        JsonObject golden = GOLDEN.getAsJsonObject("labels").getAsJsonObject("clip");
        int size = golden.get("size").getAsInt();
        for (int i = 0; i < golden.getAsJsonArray("boxes").size(); i++) {
            float[] box = floats(golden.getAsJsonArray("boxes").get(i));
            float[] rows =
                    new BoxedPixels(empty(size, size), new float[] {1, box[0], box[1], box[2], box[3]}).fractions();
            assertThat(Arrays.copyOfRange(rows, 1, 5))
                    .containsExactly(floats(golden.getAsJsonArray("result").get(i)));
        }
    }

    @Test
    void letterboxedBoxesLieWhereTheOriginalsDo() {
        for (JsonElement element : GOLDEN.getAsJsonObject("labels").getAsJsonArray("letterboxLabels")) {
            JsonObject golden = element.getAsJsonObject();
            float[] label = floats(golden.get("label"));
            double[] size = doubles(golden.get("resizedWh"));
            double[] pad = doubles(golden.get("pad"));
            double ratio = number(golden, "ratio");
            float[] boxes = BoxedPixels.placed(
                    new float[] {0, label[0], label[1], label[2], label[3]},
                    (float) (ratio * size[0]),
                    (float) (ratio * size[1]),
                    (float) pad[0],
                    (float) pad[1]);
            assertThat(Arrays.copyOfRange(boxes, 1, 5)).containsExactly(floats(golden.get("result")));
        }
    }
}
