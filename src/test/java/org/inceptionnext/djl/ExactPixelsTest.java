package org.inceptionnext.djl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.inference.Predictor;
import ai.djl.inference.Predictor.PredictorContext;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.VisionGoldens;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.inceptionnext.vision.VisionGoldens.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pixels that reach the network through {@code Criteria} equal timm's, whatever a picture is handed in as: tolerance 0
 * ({@code golden/vision}). The card of pico has the goldens' configurations as its presets.
 */
class ExactPixelsTest {
    private static final int CHANNELS = 3;

    @TempDir
    static Path folder;

    /** Hands a picture to DJL in one of the ways there are. */
    private interface Opening<I> {
        I open(Path file) throws IOException;
    }

    @Test
    void ofAPath() throws Exception {
        checkAll(Path.class, file -> file);
    }

    @Test
    void ofAUrl() throws Exception {
        checkAll(URL.class, file -> file.toUri().toURL());
    }

    @Test
    void ofAString() throws Exception {
        checkAll(String.class, Path::toString);
    }

    @Test
    void ofAStream() throws Exception {
        checkAll(InputStream.class, file -> new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    @Test
    void ofARequest() throws Exception {
        checkAll(Input.class, file -> {
            Input input = new Input();
            input.add("data", Files.readAllBytes(file));
            return input;
        });
    }

    @Test
    void ofAnImageOfTheExactFactory() throws Exception {
        ExactImageFactory factory = new ExactImageFactory();
        checkAll(Image.class, factory::fromFile);
    }

    /** ImageIO decodes before we see anything. What it changes is stated here; WebP needs a plug-in of ImageIO's. */
    @Test
    void ofAnImageOfDjlsFactoryIsExactWhereImageIoIs() throws Exception {
        Map<String, String> differing = differingWithDjlsFactory();
        System.out.println("Image of DJL's default factory: "
                + (exactOnThisJdk().size() - differing.size()) + " crops equal, others " + differing);
        assertThat(differing)
                .containsOnly(
                        Map.entry("jpeg-icc.jpg", "largest difference 223"),
                        Map.entry("jpeg-nojfif-ids012.jpg", "largest difference 161"));
    }

    @Test
    void ofAnImageOfDjlsFactoryWithoutAWebpPluginLacksWebp() throws Exception {
        List<ImageReaderSpi> webp = new ArrayList<>();
        IIORegistry registry = IIORegistry.getDefaultInstance();
        registry.getServiceProviders(ImageReaderSpi.class, true).forEachRemaining(spi -> {
            if (List.of(spi.getFormatNames()).contains("webp")) {
                webp.add(spi);
            }
        });
        webp.forEach(registry::deregisterServiceProvider);
        try {
            Map<String, String> differing = differingWithDjlsFactory();
            System.out.println("the same without a WebP plug-in: "
                    + (exactOnThisJdk().size() - differing.size()) + " crops equal, others " + differing);
            assertThat(differing)
                    .hasSize(4)
                    .containsEntry("webp-lossy.webp", "not read")
                    .containsEntry("webp-lossless.webp", "not read");
        } finally {
            webp.forEach(registry::registerServiceProvider);
        }
    }

    @Test
    void refusedPicturesAreNamed() throws Exception {
        try (ZooModel<Path, Classifications> model = Models.pico(Path.class, Classifications.class);
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            List<Picture> refused =
                    VisionGoldens.pictures().stream().filter(Picture::refused).toList();
            assertThat(refused)
                    .hasSize(3)
                    .allSatisfy(picture -> assertThatExceptionOfType(TranslateException.class)
                            .isThrownBy(() -> predictor.predict(file(picture)))
                            .havingCause()
                            .isInstanceOf(ImageDecodingException.class)
                            .withMessageContaining(picture.name()));
        }
    }

    private static Map<String, String> differingWithDjlsFactory() throws Exception {
        Map<String, String> differing = new TreeMap<>();
        Result first = VisionGoldens.decodable().get(0).results().get(0);
        try (ZooModel<Image, Classifications> model = load(Image.class, first.configuration())) {
            for (Picture picture : exactOnThisJdk()) {
                Result result = picture.results().get(0);
                Path file = file(picture);
                try {
                    byte[] djls = crop(model, ImageFactory.getInstance().fromFile(file), result);
                    if (!Sha256Hex.of(djls).equals(result.cropSha256())) {
                        byte[] exact = crop(model, new ExactImageFactory().fromFile(file), result);
                        differing.put(picture.name(), "largest difference " + maxDifference(djls, exact));
                    }
                } catch (IOException e) {
                    differing.put(picture.name(), "not read");
                }
            }
        }
        return differing;
    }

    private static <I> void checkAll(Class<I> type, Opening<I> opening) throws Exception {
        int checked = 0;
        for (Result configuration : VisionGoldens.decodable().get(0).results()) {
            try (ZooModel<I, Classifications> model = load(type, configuration.configuration())) {
                for (Picture picture : exactOnThisJdk()) {
                    check(model, opening, picture, configuration.configuration());
                    checked++;
                }
            }
        }
        System.out.println(type.getSimpleName() + ": " + checked + " crops and tensors equal timm's");
        assertThat(checked).isEqualTo(6 * exactOnThisJdk().size());
    }

    private static <I> void check(
            ZooModel<I, Classifications> model, Opening<I> opening, Picture picture, String configuration)
            throws Exception {
        Result result = picture.results().stream()
                .filter(r -> r.configuration().equals(configuration))
                .findFirst()
                .orElseThrow();
        float[] tensor = tensor(model, opening.open(file(picture)));
        assertThat(Sha256Hex.of(littleEndian(tensor)))
                .as("tensor of " + picture + ", " + configuration)
                .isEqualTo(result.tensorSha256());
        assertThat(Sha256Hex.of(pixels(tensor, result)))
                .as("crop of " + picture + ", " + configuration)
                .isEqualTo(result.cropSha256());
    }

    private static <I> ZooModel<I, Classifications> load(Class<I> type, String preset) throws Exception {
        return Models.picoCriteria(type, Classifications.class)
                .optArgument("preset", preset)
                .build()
                .loadModel();
    }

    private static <I> float[] tensor(ZooModel<I, Classifications> model, I input) throws Exception {
        Translator<I, Classifications> translator = model.getTranslator();
        try (PredictorContext context = new PredictorContext(model, model.getNDManager(), null)) {
            return translator
                    .batchProcessInput(context, List.of(input))
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static <I> byte[] crop(ZooModel<I, Classifications> model, I input, Result result) throws Exception {
        return pixels(tensor(model, input), result);
    }

    /** Undoes the normalisation, which gives each of the 256 values of a channel a float of its own. */
    private static byte[] pixels(float[] tensor, Result result) {
        Preprocessing configuration = VisionGoldens.configuration(result.configuration());
        int count = tensor.length / CHANNELS;
        byte[] rgb = new byte[tensor.length];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float mean = configuration.mean().get(channel).floatValue();
            float std = configuration.std().get(channel).floatValue();
            Map<Float, Byte> values = new HashMap<>();
            for (int value = 0; value < 256; value++) {
                values.put(((float) value / 255f - mean) / std, (byte) value);
            }
            for (int i = 0; i < count; i++) {
                rgb[i * CHANNELS + channel] =
                        requireNonNull(values.get(tensor[channel * count + i]), "no value of a byte");
            }
        }
        return rgb;
    }

    private static int maxDifference(byte[] a, byte[] b) {
        int max = 0;
        for (int i = 0; i < a.length; i++) {
            max = Math.max(max, Math.abs((a[i] & 0xff) - (b[i] & 0xff)));
        }
        return max;
    }

    /** All but the 4:4:0 JPEG where the JDK bundles libjpeg 6b; the tests of {@code vision} say by how much that is off. */
    private static List<Picture> exactOnThisJdk() throws IOException {
        List<Picture> exact = new ArrayList<>();
        for (Picture picture : VisionGoldens.decodable()) {
            byte[] rgb = ImageDecoder.decode(picture.encoded(), DecodeOptions.DEFAULT)
                    .rgb();
            if (!picture.name().equals("jpeg-440.jpg") || Sha256Hex.of(rgb).equals(picture.rgbSha256())) {
                exact.add(picture);
            }
        }
        return exact;
    }

    private static Path file(Picture picture) throws IOException {
        Path file = folder.resolve(picture.name());
        if (Files.notExists(file)) {
            Files.write(file, picture.encoded());
        }
        return file;
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
