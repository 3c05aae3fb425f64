package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
        Path cat = Path.of("src/test/resources/golden/cifar10/cat/0003.jpg");
        Method search =
                compiled("LuceneSearch").getDeclaredMethod("search", Path.class, Path.class, Path.class, int.class);
        search.setAccessible(true);
        Object names =
                search.invoke(null, Path.of("src/test/resources/golden/cifar10"), folder.resolve("index"), cat, 3);

        assertThat(names)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3)
                .startsWith(cat.toString());
    }

    /** Two pictures of ships and one of a frog, as a camera would give their pixels. */
    @Test
    void webcamTellsWhatChanges() throws Exception {
        ByteArrayOutputStream film = new ByteArrayOutputStream();
        for (String picture : List.of("ship/0003.jpg", "ship/0003.jpg", "frog/0000.jpg")) {
            BufferedImage frame = ImageIO.read(
                    Path.of("src/test/resources/golden/cifar10", picture).toFile());
            for (int pixel = 0; pixel < 32 * 32; pixel++) {
                int rgb = frame.getRGB(pixel % 32, pixel / 32);
                film.write(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb});
            }
        }
        film.write(new byte[100]);
        Class<?> webcam = compiled("Webcam");
        Method raw = webcam.getDeclaredMethod("raw", InputStream.class, int.class, int.class);
        raw.setAccessible(true);
        Object frames = raw.invoke(null, new ByteArrayInputStream(film.toByteArray()), 32, 32);
        Method watch = Arrays.stream(webcam.getDeclaredMethods())
                .filter(method -> method.getName().equals("watch"))
                .findFirst()
                .orElseThrow();
        watch.setAccessible(true);
        List<String> heard = new ArrayList<>();
        watch.invoke(null, frames, (Consumer<String>) heard::add);

        assertThat(heard).containsExactly("ship", "frog");
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
            assertThat(answer.getData().getAsString()).contains("\"className\": \"cat\"");

            Input noPicture = new Input();
            noPicture.add("data", "text".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> predictor.predict(noPicture)).isInstanceOf(TranslateException.class);
        }
    }
}
