package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code examples/}, compiled and run as a user would. */
class ExamplesTest {
    private static final Path CIFAR = Path.of("src/test/resources/golden/cifar10");
    private static final Path SHIP = CIFAR.resolve("ship/0003.jpg");
    private static final Path CAT = CIFAR.resolve("cat/0003.jpg");

    @TempDir
    Path folder;

    private Class<?> compiled(String name) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var files = compiler.getStandardFileManager(null, null, null);
        List<String> options =
                List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        Path source = Path.of("examples", name + ".java");
        boolean done = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                .call();
        assertThat(done).as(messages.toString()).isTrue();
        // Open until the test ends: its classes are loaded when they are first needed.
        URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass(name);
    }

    /** Three classes that differ in their colour, with noise. */
    private Path pictures() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Path photos = folder.resolve("photos");
        for (int label = 0; label < 3; label++) {
            Path own = Files.createDirectories(photos.resolve("class" + label));
            for (int i = 0; i < 15; i++) {
                BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 40 * 36; pixel++) {
                    int noise = random.nextInt(1 << 24) & 0x7f7f7f;
                    image.setRGB(pixel % 40, pixel / 40, noise | 0x80 << 8 * label);
                }
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
        return photos;
    }

    @Test
    void djlsOwnTrainerLearnsAFolderOfPictures() throws Exception {
        Path out = folder.resolve("trained");
        Object accuracy = compiled("TrainWithDjl")
                .getMethod("train", Path.class, Path.class, int.class)
                .invoke(null, pictures(), out, 4);

        assertThat((float) accuracy).isGreaterThan(0.8f);
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly("inceptionnext_zepto-0004.params");
        }
    }

    @Test
    void luceneFindsThePictureItselfFirst() throws Exception {
        Object names = method(compiled("LuceneSearch"), "search").invoke(null, CIFAR, folder.resolve("index"), CAT, 3);

        assertThat(names)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3)
                .startsWith(CAT.toString());
    }

    /** A frame twice, then another, as FFmpeg would give their pixels, and the beginning of one that was cut off. */
    @Test
    void webcamTellsWhatChanges() throws Exception {
        ByteArrayOutputStream film = new ByteArrayOutputStream();
        for (Path picture : List.of(SHIP, SHIP, CAT)) {
            BufferedImage frame = ImageIO.read(picture.toFile());
            for (int pixel = 0; pixel < 32 * 32; pixel++) {
                int rgb = frame.getRGB(pixel % 32, pixel / 32);
                film.write(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb});
            }
        }
        film.write(new byte[100]);
        Class<?> webcam = compiled("Webcam");
        Object frames = method(webcam, "raw").invoke(null, new ByteArrayInputStream(film.toByteArray()), 32, 32);
        List<String> heard = new ArrayList<>();
        method(webcam, "watch").invoke(null, frames, (Consumer<String>) heard::add);

        assertThat(heard).containsExactly(classOf(SHIP), classOf(CAT)).doesNotHaveDuplicates();
    }

    private static Method method(Class<?> type, String name) {
        Method found = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
        found.setAccessible(true);
        return found;
    }

    private static String classOf(Path picture) throws Exception {
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                .build();
        try (ZooModel<Path, Classifications> model = criteria.loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            return predictor.predict(picture).best().getClassName();
        }
    }

    /** What DJL Serving does with a folder, and with requests. */
    @Test
    void modelFolderAnswersRequests() throws Exception {
        Path model = Files.createDirectory(folder.resolve("zepto"));
        Files.copy(Path.of("examples/djl-serving/zepto/serving.properties"), model.resolve("serving.properties"));
        Files.copy(
                Path.of("zoo/weights/inceptionnext_zepto.cifar10.safetensors"), model.resolve("weights.safetensors"));
        Criteria<Input, Output> criteria = Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optModelPath(model)
                .optModelName("zepto")
                .optEngine("PyTorch")
                .build();
        try (ZooModel<Input, Output> loaded = criteria.loadModel();
                Predictor<Input, Output> predictor = loaded.newPredictor()) {
            Input request = new Input();
            request.add("data", Files.readAllBytes(Path.of("docs/images/cat.png")));
            Output answer = predictor.predict(request);
            assertThat(answer.getData().getAsString()).contains("\"className\":\"cat\"");

            Input noPicture = new Input();
            noPicture.add("data", "text".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> predictor.predict(noPicture)).isInstanceOf(TranslateException.class);
        }
    }
}
