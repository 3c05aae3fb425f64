package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tolerance 0 against OpenCV 5.0.0 and YOLOv5's arithmetic ({@code golden/vision/letterbox.json}, {@code golden/yolo}). */
class LetterboxTest {
    private static final JsonObject GOLDEN = VisionGoldens.json("letterbox.json");

    static List<JsonObject> sizes() {
        return DetectionGoldens.objects(GOLDEN, "sizes");
    }

    static List<JsonObject> pixels() {
        return DetectionGoldens.objects(GOLDEN, "pixels");
    }

    static List<JsonObject> area() {
        return DetectionGoldens.objects(GOLDEN, "area");
    }

    static List<JsonObject> scaledBoxes() {
        return DetectionGoldens.objects(DetectionGoldens.json("nms/scale-boxes.json"), "cases");
    }

    static List<JsonObject> pictures() {
        return DetectionGoldens.objects(DetectionGoldens.json("pictures.json"), "pictures");
    }

    @Test
    void goldensAreAllThere() {
        assertThat(sizes()).hasSize(35);
        assertThat(pixels()).hasSize(12);
        assertThat(area()).hasSize(12);
        assertThat(scaledBoxes()).hasSize(8);
        assertThat(pictures()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sizesAndPaddingEqualTheOriginals(JsonObject golden) {
        LetterboxGeometry geometry = letterbox(golden).geometry(integer(golden, "w"), integer(golden, "h"));
        assertThat(geometry.ratio()).isEqualTo(golden.get("ratio").getAsDouble());
        assertThat(geometry.resizedWidth()).isEqualTo(integer(golden, "new_w"));
        if (golden.has("note")) {
            // The one row that OpenCV refuses: a side of 0 pixels.
            assertThat(integer(golden, "new_h")).isZero();
            assertThat(geometry.resizedHeight()).isOne();
            assertThat(geometry.height()).isEqualTo(32);
            return;
        }
        assertThat(geometry.resizedHeight()).isEqualTo(integer(golden, "new_h"));
        assertThat(geometry.padX()).isEqualTo(golden.get("dw").getAsDouble());
        assertThat(geometry.padY()).isEqualTo(golden.get("dh").getAsDouble());
        assertPadding(geometry, golden);
        assertThat(geometry.width()).isEqualTo(integer(golden, "out_w"));
        assertThat(geometry.height()).isEqualTo(integer(golden, "out_h"));
    }

    @ParameterizedTest
    @MethodSource("pixels")
    void pixelsAndTensorsEqualOpenCvs(JsonObject golden) throws IOException {
        Pixels picture = picture(golden.get("source").getAsString());
        Letterbox letterbox = letterbox(golden);
        Pixels boxed = letterbox.apply(picture);
        assertThat(boxed.width()).isEqualTo(integer(golden, "out_w"));
        assertThat(boxed.height()).isEqualTo(integer(golden, "out_h"));
        assertThat(Sha256Hex.of(boxed.rgb())).isEqualTo(golden.get("rgb_sha256").getAsString());
        assertThat(tensorSha256(letterbox, picture))
                .isEqualTo(golden.get("tensor_sha256").getAsString());
        assertPadding(letterbox.geometry(picture.width(), picture.height()), golden);
    }

    @ParameterizedTest
    @MethodSource("area")
    void shrinkingByAreaEqualsOpenCvs(JsonObject golden) throws IOException {
        Pixels picture = picture(golden.get("source").getAsString());
        if (golden.has("cropped_to")) {
            JsonArray size = golden.getAsJsonArray("cropped_to");
            picture = topLeft(picture, size.get(0).getAsInt(), size.get(1).getAsInt());
        }
        Pixels shrunk = OpenCvResize.area(picture, integer(golden, "new_w"), integer(golden, "new_h"));
        assertThat(Sha256Hex.of(shrunk.rgb()))
                .isEqualTo(golden.get("rgb_sha256").getAsString());
    }

    @ParameterizedTest
    @MethodSource("scaledBoxes")
    void boxesGoBackToThePictureAsTheOriginals(JsonObject golden) {
        JsonArray frame = golden.getAsJsonArray("letterboxed");
        JsonArray original = golden.getAsJsonArray("original");
        int width = original.get(1).getAsInt();
        int height = original.get(0).getAsInt();
        PictureMapping mapping;
        if (golden.get("ratioPad").isJsonNull()) {
            // The recomputed mapping depends on the two sizes only; no resized size gives these frames in every case.
            LetterboxGeometry geometry = new LetterboxGeometry(
                    width, height, 1, frame.get(1).getAsInt(), frame.get(0).getAsInt(), 0, 0);
            mapping = geometry.mapping();
        } else {
            JsonArray pad = golden.getAsJsonArray("ratioPad").get(1).getAsJsonArray();
            JsonArray ratio = golden.getAsJsonArray("ratioPad").get(0).getAsJsonArray();
            LetterboxGeometry geometry = new LetterboxGeometry(
                    width,
                    height,
                    ratio.get(0).getAsDouble(),
                    1,
                    1,
                    pad.get(0).getAsDouble(),
                    pad.get(1).getAsDouble());
            mapping = geometry.validationMapping(geometry.pictureWidth(), geometry.pictureHeight());
        }
        List<float[]> boxes = DetectionGoldens.rows(golden.getAsJsonArray("boxes"));
        List<float[]> results = DetectionGoldens.rows(golden.getAsJsonArray("result"));
        for (int i = 0; i < boxes.size(); i++) {
            assertThat(mapping.toPicture(DetectionGoldens.box(boxes.get(i))))
                    .isEqualTo(DetectionGoldens.box(results.get(i)));
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void picturesOfTheDetectorGoldensAreBoxedAndMappedBackExactly(JsonObject golden) throws IOException {
        Pixels picture = picture(golden.get("picture").getAsString());
        assertThat(Sha256Hex.of(picture.rgb()))
                .isEqualTo(golden.get("rgbSha256").getAsString());
        for (JsonObject result : DetectionGoldens.objects(golden, "results")) {
            Letterbox square = Letterbox.square(320);
            Letterbox letterbox = result.get("auto").getAsBoolean() ? square.withAuto(32) : square;
            assertThat(Sha256Hex.of(letterbox.apply(picture).rgb()))
                    .isEqualTo(result.get("letterboxSha256").getAsString());
            assertThat(tensorSha256(letterbox, picture))
                    .isEqualTo(result.get("tensorSha256").getAsString());
            PictureMapping mapping =
                    letterbox.geometry(picture.width(), picture.height()).mapping();
            List<float[]> boxes = DetectionGoldens.rows(result.getAsJsonArray("letterboxBoxes"));
            List<float[]> detections = DetectionGoldens.rows(result.getAsJsonArray("detections"));
            for (int i = 0; i < boxes.size(); i++) {
                float[] expected = detections.get(i);
                Detection inFrame =
                        new Detection(DetectionGoldens.box(boxes.get(i)), expected[4], (int) expected[5], i);
                assertThat(mapping.toPicture(inFrame)).isEqualTo(inFrame.withBox(DetectionGoldens.box(expected)));
            }
        }
    }

    @Test
    void aBoxWhollyInThePaddingIsKeptWithoutArea() {
        PictureMapping mapping = Letterbox.square(320).geometry(101, 67).mapping();
        assertThat(mapping.toPicture(new Box(0, 0, 320, 40))).isEqualTo(new Box(0, 0, 101, 0));
    }

    @Test
    void aPictureOfTheFramesSizeStaysAsItIs() {
        Pixels picture = new Pixels(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        Letterbox letterbox = new Letterbox(1, 2, false, 32, true);
        assertThat(letterbox.apply(picture)).isEqualTo(picture);
        assertThat(OpenCvResize.linear(picture, 2, 1)).isSameAs(picture);
        assertThat(OpenCvResize.area(picture, 2, 1)).isSameAs(picture);
    }

    @Test
    void tensorsOfABatchLieBehindEachOther() throws IOException {
        Letterbox letterbox = Letterbox.square(64);
        Pixels first = picture("jpeg-444");
        Pixels second = picture("jpeg-420");
        int elements = 3 * 64 * 64;
        FloatBuffer batch = FloatBuffer.allocate(2 * elements);
        letterbox.apply(first, batch, 0);
        assertThat(letterbox.apply(second, batch, elements)).isEqualTo(letterbox.geometry(301, 401));
        FloatBuffer alone = FloatBuffer.allocate(elements);
        letterbox.apply(second, alone, 0);
        assertThat(batch.slice(elements, elements)).isEqualTo(alone);
        assertThat(batch.position()).isZero();
    }

    @Test
    void aFullBufferIsRefused() {
        Pixels picture = new Pixels(1, 1, new byte[3]);
        FloatBuffer buffer = FloatBuffer.allocate(3 * 32 * 32);
        assertThatThrownBy(() -> Letterbox.square(32).apply(picture, buffer, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("3072 floats do not fit at 1 of a buffer of 3072");
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertThatThrownBy(() -> Letterbox.square(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a letterbox of 0 x 0 pixels, stride 32; at least 1 is needed of each");
    }

    @Test
    void shrinkingByAreaDoesNotEnlarge() {
        Pixels picture = new Pixels(2, 2, new byte[12]);
        assertThatThrownBy(() -> OpenCvResize.area(picture, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a picture of 2 x 2 pixels to 3 x 1; no side may grow");
    }

    private static void assertPadding(LetterboxGeometry geometry, JsonObject golden) {
        int[] padding = {geometry.top(), geometry.bottom(), geometry.left(), geometry.right()};
        assertThat(padding)
                .containsExactly(
                        integer(golden, "top"),
                        integer(golden, "bottom"),
                        integer(golden, "left"),
                        integer(golden, "right"));
    }

    private static Letterbox letterbox(JsonObject golden) {
        JsonArray target = golden.getAsJsonArray("target");
        return new Letterbox(
                target.get(0).getAsInt(),
                target.get(1).getAsInt(),
                golden.get("auto").getAsBoolean(),
                integer(golden, "stride"),
                golden.get("scaleup").getAsBoolean());
    }

    private static int integer(JsonObject golden, String key) {
        return golden.get(key).getAsInt();
    }

    private static String tensorSha256(Letterbox letterbox, Pixels picture) {
        int elements = letterbox.geometry(picture.width(), picture.height()).elementCount();
        ByteBuffer tensor = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        letterbox.apply(picture, tensor.asFloatBuffer(), 0);
        return Sha256Hex.of(tensor.array());
    }

    /** Decodes the picture that a golden names by what it was decoded to: {@code .../jpeg-444.decoded.png}. */
    private static Pixels picture(String decoded) throws IOException {
        String name = decoded.substring(decoded.lastIndexOf('/') + 1).replace(".decoded.png", "");
        VisionGoldens.Picture picture = VisionGoldens.pictures().stream()
                .filter(candidate -> candidate.name().startsWith(name + "."))
                .findFirst()
                .orElseThrow();
        return ImageDecoder.decode(picture.encoded(), DecodeOptions.DEFAULT);
    }

    private static Pixels topLeft(Pixels picture, int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            byte[] row =
                    Arrays.copyOfRange(picture.rgb(), y * picture.width() * 3, y * picture.width() * 3 + width * 3);
            System.arraycopy(row, 0, rgb, y * row.length, row.length);
        }
        return new Pixels(width, height, rgb);
    }
}
