package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslatorFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.FakeHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways on which DJL Serving and DJL's Spark extension load a model: an address instead of ids, their own class loader or
 * threads, and factories that they choose or send over the wire. Neither of them is on the class path: this does what they do.
 */
class HostedTest {
    private static final Path CAT = Path.of("docs/images/cat.png");
    private static final String ZEPTO = "djl://org.inceptionnext/inceptionnext_zepto";

    @TempDir
    Path folder;

    /** The body of a process whose own class path Serving's model must not need. */
    static final class Serving {
        private Serving() {}

        public static void main(String[] args) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            try (URLClassLoader isolated =
                    new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
                Thread.currentThread().setContextClassLoader(isolated);
                Class<?> worker = isolated.loadClass(Worker.class.getName());
                worker.getDeclaredMethod("answer").invoke(null);
            }
        }
    }

    /** Loaded a second time, by the isolated class loader. */
    public static final class Worker {
        private Worker() {}

        /** Answers one request as Serving's worker threads do. */
        public static void answer() throws Exception {
            Criteria<Input, Output> criteria = Criteria.builder()
                    .setTypes(Input.class, Output.class)
                    .optModelUrls(ZEPTO)
                    .build();
            criteria.downloadModel();
            try (ZooModel<Input, Output> model = criteria.loadModel();
                    Predictor<Input, Output> predictor = model.newPredictor()) {
                Input request = new Input();
                request.add("data", Files.readAllBytes(CAT));
                Output answer = predictor.predict(request);
                System.out.println(answer.getCode() + " " + answer.getData().getAsString());
            }
        }
    }

    @Test
    void servingAnswersWithinItsIsolatedClassLoader() throws Exception {
        try (FakeHub hub = FakeHub.start()) {
            ChildJvm.Result result = ChildJvm.run(hub, folder.resolve("cache"), Serving.class, List.of());
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).startsWith("200 [").contains("\"className\":\"cat\"");
            assertThat(hub.requests()).isEmpty();
        }
    }

    /** The card's arguments and synset.txt are there for the stock factory. */
    @Test
    void sparkClassifiesOnItsExecutorsWithTheStockFactory() throws Exception {
        Image cat = new ExactImageFactory().fromFile(CAT);
        List<Classifications> answers =
                onTwoExecutors(Classifications.class, new ImageClassificationTranslatorFactory(), cat);
        for (Classifications answer : answers) {
            assertThat(answer.best().getClassName()).isEqualTo("cat");
        }
    }

    @Test
    void sparkEmbedsOnItsExecutorsWithOurFactory() throws Exception {
        Image cat = new ExactImageFactory().fromFile(CAT);
        List<byte[]> answers = onTwoExecutors(byte[].class, new InceptionNextTranslatorFactory(), cat);
        float[] expected;
        try (ZooModel<Path, float[]> model = Models.criteria("inceptionnext_zepto", Path.class, float[].class)
                        .build()
                        .loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            expected = predictor.predict(CAT);
        }
        for (byte[] answer : answers) {
            float[] embedding = new float[expected.length];
            ByteBuffer.wrap(answer)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(embedding);
            assertThat(answer).hasSize(expected.length * Float.BYTES);
            assertThat(embedding).containsExactly(expected);
        }
    }

    /** Each executor gets its copy of the factory and loads the model for itself. */
    private static <O> List<O> onTwoExecutors(Class<O> output, TranslatorFactory factory, Image image)
            throws Exception {
        byte[] sent = serialised(factory);
        ExecutorService executors = Executors.newFixedThreadPool(2);
        try {
            List<Future<O>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                tasks.add(executors.submit(() -> predict(output, received(sent), image)));
            }
            return List.of(tasks.get(0).get(), tasks.get(1).get());
        } finally {
            executors.shutdown();
        }
    }

    private static <O> O predict(Class<O> output, TranslatorFactory factory, Image image) throws Exception {
        try (ZooModel<Image, O> model = Criteria.builder()
                        .setTypes(Image.class, output)
                        .optModelUrls(ZEPTO)
                        .optEngine("PyTorch")
                        .optTranslatorFactory(factory)
                        .build()
                        .loadModel();
                Predictor<Image, O> predictor = model.newPredictor()) {
            return predictor.predict(image);
        }
    }

    private static byte[] serialised(TranslatorFactory factory) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("BanSerializableRead") // reads what this test wrote
    private static TranslatorFactory received(byte[] sent) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(sent))) {
            return (TranslatorFactory) in.readObject();
        }
    }
}
