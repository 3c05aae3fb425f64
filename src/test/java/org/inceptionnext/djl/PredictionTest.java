package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.inceptionnext.network.InputTooSmallException;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.VisionGoldens;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets for a picture, whatever is asked for. */
class PredictionTest {
    private static final List<String> PICTURES =
            List.of("jpeg-444.jpg", "png-rgba.png", "tall-300x700.jpg", "one-pixel.png", "gif.gif");

    @TempDir
    static Path folder;

    @BeforeAll
    static void writePictures() throws IOException {
        for (String name : PICTURES) {
            Files.write(folder.resolve(name), VisionGoldens.picture(name).encoded());
        }
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheLogits() throws Exception {
        Classifications probabilities = predict(Classifications.class, "applySoftmax", true);
        Classifications sigmoids = predict(Classifications.class, "multiLabel", "true");
        assertThat(probabilities.getClassNames()).hasSize(10).startsWith("pico_0", "pico_1");
        List<Double> logits = sigmoids.getProbabilities().stream()
                .map(sigmoid -> Math.log(sigmoid / (1 - sigmoid)))
                .toList();
        double sum = logits.stream().mapToDouble(Math::exp).sum();
        for (int i = 0; i < 10; i++) {
            assertThat(probabilities.getProbabilities().get(i)).isCloseTo(Math.exp(logits.get(i)) / sum, within(1e-9));
        }
        assertThat(probabilities.getProbabilities().stream().mapToDouble(p -> p).sum())
                .isCloseTo(1, within(1e-12));
    }

    /** What is already in memory, and what lies in a file: one picture, one answer. */
    @Test
    void picturesMayBeBytesFilesOrImagesOfJava() throws Exception {
        Path file = folder.resolve(PICTURES.get(0));
        float[] expected = predict(Path.class, file);
        assertThat(predict(byte[].class, Files.readAllBytes(file))).containsExactly(expected);
        assertThat(predict(File.class, file.toFile())).containsExactly(expected);
        BufferedImage image = ImageDecoder.decode(Files.readAllBytes(file), "picture", DecodeOptions.DEFAULT)
                .toBufferedImage();
        assertThat(predict(BufferedImage.class, image)).containsExactly(expected);
    }

    private static <I> float[] predict(Class<I> type, I picture) throws Exception {
        try (ZooModel<I, float[]> model = Models.pico(type, float[].class);
                Predictor<I, float[]> predictor = model.newPredictor()) {
            return predictor.predict(picture);
        }
    }

    @Test
    void topKDecidesHowManyAreShown() throws Exception {
        assertThat(predict(Classifications.class, "topK", 3).<Classification>topK())
                .hasSize(3);
        assertThat(predict(Classifications.class, "topK", "2.0").<Classification>topK())
                .hasSize(2);
    }

    /** Batched kernels may add in another order: 2e-6 is what the goldens allow for pico's logits. */
    @Test
    void batchGivesWhatOneByOneGives() throws Exception {
        List<Path> files = PICTURES.stream().map(folder::resolve).toList();
        try (ZooModel<Path, float[]> model = Models.pico(Path.class, float[].class);
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            List<float[]> together = predictor.batchPredict(files);
            assertThat(together).hasSameSizeAs(files);
            assertThat(predictor.batchPredict(List.of())).isEmpty();
            for (int i = 0; i < files.size(); i++) {
                assertThat(together.get(i)).hasSize(64).containsExactly(predictor.predict(files.get(i)), within(2e-6f));
            }
        }
    }

    /** Pictures of 224 x 224 in turns: no direct buffer is made for each, and none shows through from the one before. */
    @Test
    void predictionsTakeTurnsWithTheInputsMemory() throws Exception {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        Path first = folder.resolve(PICTURES.get(0));
        Path second = folder.resolve(PICTURES.get(1));
        try (ZooModel<Path, float[]> model = Models.pico(Path.class, float[].class);
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            float[] ofFirst = predictor.predict(first);
            float[] ofSecond = predictor.predict(second);
            assertThat(ofFirst).isNotEqualTo(ofSecond);
            long before = direct.getTotalCapacity();
            for (int i = 0; i < 20; i++) {
                assertThat(predictor.predict(first)).isEqualTo(ofFirst);
                assertThat(predictor.predict(second)).isEqualTo(ofSecond);
            }
            assertThat(direct.getTotalCapacity() - before).isLessThan(2 * 3 * 224 * 224 * Float.BYTES);
        }
    }

    @Test
    void embeddingBytesAreItsFloatsInLittleEndian() throws Exception {
        float[] floats = predict(float[].class, "topK", 5);
        byte[] bytes = predict(byte[].class, "topK", 5);
        assertThat(bytes).hasSize(64 * Float.BYTES);
        float[] read = new float[64];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(read);
        assertThat(read).isEqualTo(floats);
    }

    @Test
    void pyramidHasStrides4To32AndMayBeChanged() throws Exception {
        try (NDList maps = predict(NDList.class, "topK", 5)) {
            assertThat(maps.stream().map(NDArray::getShape))
                    .containsExactly(
                            new Shape(16, 56, 56), new Shape(32, 28, 28), new Shape(48, 14, 14), new Shape(64, 7, 7));
            assertThat(maps.stream().map(NDArray::getName))
                    .containsExactly("features_0", "features_1", "features_2", "features_3");
            assertThat(maps.get(0).muli(2)).isSameAs(maps.get(0));
        }
    }

    @Test
    void imageSizeChangesTheInput() throws Exception {
        try (NDList maps = predict(NDList.class, "imageSize", "96x160")) {
            assertThat(maps.get(3).getShape()).isEqualTo(new Shape(64, 3, 5));
        }
        try (NDList maps = predict(NDList.class, "imageSize", 64)) {
            assertThat(maps.get(3).getShape()).isEqualTo(new Shape(64, 2, 2));
        }
        assertThatExceptionOfType(InputTooSmallException.class)
                .isThrownBy(() -> predict(float[].class, "imageSize", 16))
                .withMessageContaining("The smallest is 32x32");
    }

    @Test
    void sizeIsCheckedWheneverItChanges() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList large = new NDList(manager.zeros(new Shape(1, 3, 64, 64)));
            NDList small = new NDList(manager.zeros(new Shape(1, 3, 64, 16)));
            for (int i = 0; i < 2; i++) {
                assertThat(predictor.predict(large)).hasSize(1);
                for (int again = 0; again < 2; again++) {
                    assertThatExceptionOfType(TranslateException.class)
                            .isThrownBy(() -> predictor.predict(small))
                            .withCauseInstanceOf(InputTooSmallException.class);
                }
            }
        }
    }

    @Test
    void requestGivesJson() throws Exception {
        Input input = new Input();
        input.add("data", VisionGoldens.picture("jpeg-444.jpg").encoded());
        assertJsonOfFiveClasses(answer(input));
    }

    @Test
    void jsonRequestMayHoldThePicture() throws Exception {
        String bytes = Base64.getEncoder()
                .encodeToString(VisionGoldens.picture("jpeg-444.jpg").encoded());
        assertJsonOfFiveClasses(answer(json("{\"image_url\": \"data:image/jpeg;base64," + bytes + "\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "/etc/passwd", "jar:file:/x.jar!/y", "ftp://example.com/x.png", ""})
    void requestMayNotNameAFileOfTheServer(String url) {
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> answer(json("{\"image_url\": \"" + url + "\"}")))
                .withMessage("image_url: allowed are http:, https: and data: URLs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"image_url\": []}"})
    void jsonRequestWithoutAPictureSaysWhatToSend(String body) {
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> answer(json(body)))
                .withMessage("the request has no \"image_url\"; a JSON request is {\"image_url\": \"...\"}");
    }

    @Test
    void emptyRequestSaysSo() {
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> answer(new Input()))
                .withMessage("the request has no content; allowed are the bytes of a picture");
    }

    @Test
    void missingPictureIsNamed() throws Exception {
        Path missing = folder.resolve("missing.png");
        try (ZooModel<Path, float[]> model = Models.pico(Path.class, float[].class);
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            assertThatExceptionOfType(TranslateException.class)
                    .isThrownBy(() -> predictor.predict(missing))
                    .havingCause()
                    .withMessage(missing + ": no such picture");
        }
    }

    @Test
    void dataUrlIsAString() throws Exception {
        String bytes = Base64.getEncoder()
                .encodeToString(VisionGoldens.picture("gif.gif").encoded());
        try (ZooModel<String, float[]> model = Models.pico(String.class, float[].class);
                Predictor<String, float[]> predictor = model.newPredictor()) {
            float[] fromUrl = predictor.predict("data:image/gif;base64," + bytes);
            assertThat(fromUrl)
                    .isEqualTo(predictor.predict(folder.resolve("gif.gif").toString()));
            assertThatExceptionOfType(TranslateException.class)
                    .isThrownBy(() -> predictor.predict("data:,x"))
                    .withMessage("a data: URL of a picture is data:image/TYPE;base64,BYTES");
        }
    }

    @Test
    void streamIsReadToItsEndAndLeftOpen() throws Exception {
        boolean[] closed = new boolean[1];
        InputStream stream =
                new ByteArrayInputStream(VisionGoldens.picture("gif.gif").encoded()) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
        try (ZooModel<InputStream, float[]> model = Models.pico(InputStream.class, float[].class);
                Predictor<InputStream, float[]> predictor = model.newPredictor()) {
            assertThat(predictor.predict(stream)).hasSize(64);
        }
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(closed[0]).isFalse();
    }

    /** Spark sends factories over the wire. */
    @Test
    void serialisedFactoriesWork() throws Exception {
        var translators = copy(new InceptionNextTranslatorFactory());
        var blocks = copy(new InceptionNextBlockFactory());
        try (ZooModel<Path, float[]> model = Models.picoCriteria(Path.class, float[].class)
                        .optTranslatorFactory(translators)
                        .optArgument("blockFactory", blocks)
                        .build()
                        .loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            assertThat(predictor.predict(folder.resolve("gif.gif"))).hasSize(64);
        }
    }

    @Test
    void halfPrecisionIsNearAndAnswersInFloat32() throws Exception {
        float[] exact = predict(float[].class, "dtype", "float32");
        float[] brain = predict(float[].class, "dtype", "bfloat16");
        double distance = Math.sqrt(IntStream.range(0, exact.length)
                        .mapToDouble(i -> Math.pow(exact[i] - brain[i], 2))
                        .sum()
                / IntStream.range(0, exact.length)
                        .mapToDouble(i -> Math.pow(exact[i], 2))
                        .sum());
        System.out.printf("bfloat16 embedding of pico: relative L2 distance %.2e%n", distance);
        assertThat(distance).isBetween(1e-6, 5e-2);
    }

    private static <O> O predict(Class<O> output, String argument, Object value) throws Exception {
        try (ZooModel<Path, O> model = Models.picoCriteria(Path.class, output)
                        .optArgument(argument, value)
                        .build()
                        .loadModel();
                Predictor<Path, O> predictor = model.newPredictor()) {
            return predictor.predict(folder.resolve("jpeg-444.jpg"));
        }
    }

    private static Output answer(Input input) throws Exception {
        try (ZooModel<Input, Output> model = Models.pico(Input.class, Output.class);
                Predictor<Input, Output> predictor = model.newPredictor()) {
            return predictor.predict(input);
        }
    }

    private static Input json(String body) {
        Input input = new Input();
        input.addProperty("Content-Type", "application/json; charset=utf-8");
        input.add("data", body);
        return input;
    }

    private static void assertJsonOfFiveClasses(Output output) {
        assertThat(output.getCode()).isEqualTo(200);
        assertThat(output.getProperty("Content-Type", "")).isEqualTo("application/json");
        JsonArray classes =
                JsonParser.parseString(output.getData().getAsString()).getAsJsonArray();
        assertThat(classes).hasSize(5);
        assertThat(classes.get(0).getAsJsonObject().keySet()).containsExactly("className", "probability");
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // reads what this test wrote
    private static <T> T copy(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
