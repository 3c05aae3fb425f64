package org.inceptionnext.djl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.GoldenResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded ten-class model, found in each way that DJL has, without a network. */
class DemonstrationModelTest {
    private static final Path CAT = Path.of("docs/images/cat.png");

    /** Rounding a weight to float16 moves it by up to 2^-11 of itself: 5.6e-3 on a logit, measured on these pictures. */
    private static final double LOGIT_TOLERANCE = 2e-2;

    @TempDir
    static Path folder;

    /** What PyTorch answers with the float32 weights; the embedded ones are those, rounded to float16. */
    private record Expected(List<String> labels, Map<String, Integer> top1, Map<String, List<Double>> logits) {}

    @Test
    void hundredPicturesAreClassifiedAsByPyTorch() throws Exception {
        Expected expected = GoldenResource.read("cifar10", Expected.class);
        List<Path> pictures = new ArrayList<>();
        for (String name : expected.top1().keySet()) {
            pictures.add(picture(name));
        }
        try (ZooModel<Path, Classifications> model = Models.criteria(
                                "inceptionnext_zepto", Path.class, Classifications.class)
                        // A sigmoid, in float64, that can be undone.
                        .optArgument("multiLabel", true)
                        .build()
                        .loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            List<Classifications> answers = predictor.batchPredict(pictures);
            double farthest = 0;
            int right = 0;
            int i = 0;
            for (Map.Entry<String, Integer> entry : expected.top1().entrySet()) {
                String name = entry.getKey();
                Classifications answer = answers.get(i++);
                String top1 = answer.best().getClassName();
                assertThat(top1).as(name).isEqualTo(expected.labels().get(entry.getValue()));
                right += name.startsWith(top1 + "/") ? 1 : 0;
                farthest = Math.max(
                        farthest,
                        distance(
                                answer.getProbabilities().stream()
                                        .map(sigmoid -> Math.log(sigmoid / (1 - sigmoid)))
                                        .toList(),
                                requireNonNull(expected.logits().get(name))));
            }
            System.out.printf(
                    "100 CIFAR pictures: top-1 as PyTorch's, %d right; logits at most %.1e from PyTorch's float64%n",
                    right, farthest);
            assertThat(right).isEqualTo(82);
            assertThat(farthest).isLessThan(LOGIT_TOLERANCE);
        }
    }

    @Test
    void theCatOnTheReadmeIsACat() throws Exception {
        try (ZooModel<Path, Classifications> model = Models.criteria(
                                "inceptionnext_zepto", Path.class, Classifications.class)
                        .build()
                        .loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            Classification best = predictor.predict(CAT).best();
            System.out.println("docs/images/cat.png: " + best);
            assertThat(best.getClassName()).isEqualTo("cat");
            assertThat(best.getProbability()).isCloseTo(0.96, within(0.005));
            assertThat(model.getProperty("integrity")).isEqualTo("the SHA-256 equals the pin in the model's card");
        }
    }

    @Test
    void foundByGroupAndApplicationAlone() throws Exception {
        assertClassifiesTheCat(Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optApplication(Application.CV.IMAGE_CLASSIFICATION)
                .build());
    }

    @Test
    void foundByFilter() throws Exception {
        assertClassifiesTheCat(Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optApplication(Application.CV.IMAGE_CLASSIFICATION)
                .optFilter("dataset", "cifar10")
                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "djl://org.inceptionnext/inceptionnext_zepto",
                "djl://org.inceptionnext/inceptionnext_zepto/0.0.1?topK=2",
                "djl://org.inceptionnext/InceptionNeXt-zepto"
            })
    void foundByUrl(String url) throws Exception {
        assertClassifiesTheCat(Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelUrls(url)
                .build());
    }

    @Test
    void queryOfTheUrlIsHeard() throws Exception {
        try (ZooModel<Path, Classifications> model = Criteria.builder()
                        .setTypes(Path.class, Classifications.class)
                        .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto?topK=2")
                        .build()
                        .loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(CAT).<Classification>topK()).hasSize(2);
        }
    }

    /** The folder that DJL sees is a model by itself: DJL Serving and {@code optModelPath} load it so. */
    @Test
    void modelFolderLoadsByItself() throws Exception {
        ModelFolder.write(folder.resolve("zepto"), zepto());
        assertClassifiesTheCat(Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelPath(folder.resolve("zepto"))
                .build());
    }

    /** What Spark's loader forces on every model; the card's arguments and synset.txt are there for it. */
    @Test
    void djlsStockTranslatorWorksWithItsOwnPixels() throws Exception {
        Image cat = new ExactImageFactory().fromFile(CAT);
        try (ZooModel<Image, Classifications> model = Models.criteria(
                                "inceptionnext_zepto", Image.class, Classifications.class)
                        .optTranslatorFactory(new ImageClassificationTranslatorFactory())
                        .build()
                        .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            Classifications answer = predictor.predict(cat);
            System.out.println("docs/images/cat.png by DJL's stock translator: " + answer.best());
            assertThat(answer.getClassNames())
                    .containsExactlyElementsOf(zepto().labels().classNames());
            assertThat(answer.best().getClassName()).isEqualTo("cat");
            assertThat(answer.getProbabilities().stream().mapToDouble(p -> p).sum())
                    .isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void everythingNeededIsThereFromTheStart() throws Exception {
        Criteria<Path, Classifications> criteria = Models.criteria(
                        "inceptionnext_zepto", Path.class, Classifications.class)
                .build();
        criteria.downloadModel();
        assertThat(criteria.isDownloaded()).isTrue();
    }

    private static void assertClassifiesTheCat(Criteria<Path, Classifications> criteria) throws Exception {
        try (ZooModel<Path, Classifications> model = criteria.loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(CAT).best().getClassName()).isEqualTo("cat");
        }
    }

    private static ModelCard zepto() throws UnknownModelException {
        return Registry.builtin().find("inceptionnext_zepto");
    }

    private static double distance(List<Double> actual, List<Double> expected) {
        double max = 0;
        for (int i = 0; i < expected.size(); i++) {
            max = Math.max(max, Math.abs(actual.get(i) - expected.get(i)));
        }
        return max;
    }

    private static Path picture(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = DemonstrationModelTest.class.getResourceAsStream("/golden/cifar10/" + name)) {
            Files.write(file, requireNonNull(in, name).readAllBytes());
        }
        return file;
    }
}
