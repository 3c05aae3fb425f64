package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.recognise.RecognitionException;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.runtime.OutputSelector;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.PicturesGolden;
import org.inceptionnext.testing.TensorGolden;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors by name: their weights, their classes' names, their arguments, and what is said when one is wrong. */
class DetectorLoadingTest {
    private static final PicturesGolden GOLDEN = PicturesGolden.read();
    private static final Path WEIGHTS = PicturesGolden.temporaryWeights("pico.pth");
    private static final Path PICTURE = GOLDEN.pictures().get(1).file();

    @TempDir
    private Path folder;

    /** What {@code .expected.json} says of a file, as far as it is read here. */
    record Expected(Forward forward) {}

    record Forward(List<TensorGolden> raw, TensorGolden decoded) {}

    private static Criteria.Builder<Path, Detections> pico() {
        return Models.criteria("yolov5_inceptionnext_pico", Path.class, Detections.class)
                .optArgument("weights", WEIGHTS);
    }

    private static Detections detect(Criteria.Builder<Path, Detections> criteria) throws Exception {
        try (ZooModel<Path, Detections> model = criteria.build().loadModel();
                Predictor<Path, Detections> predictor = model.newPredictor()) {
            return predictor.predict(PICTURE);
        }
    }

    @Test
    void headIsTheGoldens() throws Exception {
        Map<String, Tensor> tensors = GOLDEN.tensors();
        for (Map.Entry<String, PicturesGolden.HeadWeights.Result> entry :
                GOLDEN.weights().result().entrySet()) {
            Tensor tensor = Objects.requireNonNull(tensors.get(entry.getKey()));
            assertThat(TensorDigest.sha256(tensor)).isEqualTo(entry.getValue().sha256());
        }
    }

    /** The decoded boxes and raw maps of files that YOLOv5's own training wrote, through the zoo. */
    @ParameterizedTest
    @CsvSource({
        "pico-last, yolov5_inceptionnext_pico",
        "pico-stripped, yolov5_inceptionnext_pico",
        // Rows of another width than the named model's: the file's own are built.
        "yolov5n-w0625-stripped, yolov5n",
        "yolov5n-w0625-oldclass, yolov5n"
    })
    void checkpointOfYolov5AnswersAsTheOriginal(String file, String artifact) throws Exception {
        Forward expected = new Gson()
                .fromJson(Files.readString(GoldenCheckpoint.resource(file + ".expected.json")), Expected.class)
                .forward();
        try (ZooModel<NDList, NDList> model = Models.criteria(artifact, NDList.class, NDList.class)
                        .optArgument("weights", GoldenCheckpoint.resource(file + ".pt"))
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            List<Long> shape = List.of(1L, 3L, 64L, 64L);
            NDArray input = manager.create(Formula.input("input", shape, 0, 1), new Shape(shape));
            NDArray boxes = predictor.predict(new NDList(input)).singletonOrThrow();
            double pixels = expected.decoded().check(file + ", boxes", boxes.toFloatArray(), 2e-3);
            NDList raw = predictor.predict(new NDList(input, OutputSelector.of(OutputKind.DETECTOR_MAPS, manager)));
            assertThat(raw).extracting(NDArray::getName).containsExactly("raw_0", "raw_1", "raw_2");
            double maps = 0;
            for (int i = 0; i < raw.size(); i++) {
                maps = Math.max(
                        maps, expected.raw().get(i).check("raw_" + i, raw.get(i).toFloatArray(), 5e-6));
            }
            System.out.printf("%s: boxes off by %.1e pixels (2e-3 allowed), maps by %.1e (5e-6)%n", file, pixels, maps);
            assertDescribed(model.getBlock(), boxes.getShape());
        }
    }

    /**
     * Each form and type of a detector against its portable float32 form: coordinates, relative L2 (2^-5 allowed where numbers
     * have 8 bits), and the largest difference of a score.
     */
    @ParameterizedTest
    @CsvSource({
        "latency, float32, 2e-6, 2e-5",
        "throughput, float32, 2e-6, 2e-5",
        "latency, bfloat16, 0.03125, 0.05",
        "throughput, bfloat16, 0.03125, 0.05",
        "portable, bfloat16, 0.03125, 0.05"
    })
    void everyFormFindsTheSameBoxes(String form, String dtype, double coordinates, double scores) throws Exception {
        float[] expected = boxes("portable", "float32");
        float[] actual = boxes(form, dtype);
        assertThat(actual).hasSameSizeAs(expected);
        double squares = 0;
        double norm = 0;
        double score = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - actual[i]);
            if (i % 8 < 4) {
                squares += difference * difference;
                norm += (double) expected[i] * expected[i];
            } else {
                score = Math.max(score, difference);
            }
        }
        double relative = Math.sqrt(squares / norm);
        System.out.printf("detector, %s %s: coordinates off by %.1e, a score by %.1e%n", form, dtype, relative, score);
        assertThat(relative).isLessThan(coordinates);
        assertThat(score).isLessThan(scores);
    }

    private static float[] boxes(String form, String dtype) throws Exception {
        try (ZooModel<NDList, NDList> model = Models.criteria("yolov5_inceptionnext_pico", NDList.class, NDList.class)
                .optArgument("weights", WEIGHTS)
                .optArgument("form", form)
                .optArgument("dtype", dtype)
                .build()
                .loadModel()) {
            return boxes(model, List.of(2L, 3L, 64L, 96L));
        }
    }

    private static float[] boxes(ZooModel<NDList, NDList> model, List<Long> shape) throws Exception {
        try (Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            NDArray input = manager.create(Formula.input("input", shape, 0, 1), new Shape(shape));
            return predictor.predict(new NDList(input)).singletonOrThrow().toFloatArray();
        }
    }

    private static void assertDescribed(Block block, Shape boxes) {
        long numbers = boxes.get(2);
        assertThat(block.describeInput().get("pictures")).isEqualTo(new Shape(-1, 3, -1, -1));
        assertThat(((AbstractSymbolBlock) block).describeOutput().get("predictions"))
                .isEqualTo(new Shape(-1, -1, numbers));
        assertThat(block.getOutputShapes(new Shape[] {new Shape(1, 3, 64, 64)})).containsExactly(boxes);
    }

    @Test
    void namesInsideTheCheckpointAreTheClasses() throws Exception {
        Criteria.Builder<Path, Detections> yolov5n = Models.criteria("yolov5n", Path.class, Detections.class)
                .optArgument("weights", GoldenCheckpoint.resource("yolov5n-w0625-stripped.pt"))
                .optArgument("imageSize", 64);
        assertThat(detect(yolov5n).classNames()).containsExactly("person", "café", "猫", "traffic light");
        Path labels = Files.writeString(folder.resolve("names.txt"), "a\nb\nc\nd\n");
        assertThat(detect(yolov5n.optArgument("labels", labels)).classNames()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void stateDictHasTheClassesOfItsCard() throws Exception {
        assertThat(detect(pico()).classNames()).containsExactly("red", "green", "blue");
    }

    @Test
    void boxesAreChosenAsTheArgumentsSay() throws Exception {
        int all = detect(pico().optArgument("threshold", 0.3)).detections().size();
        assertThat(detect(pico().optArgument("threshold", 0.6)).detections().size())
                .isLessThan(all);
        assertThat(detect(pico().optArgument("threshold", "0.3").optArgument("maxDetections", 2))
                        .detections())
                .hasSize(2);
        assertThat(detect(pico().optArgument("threshold", 0.3).optArgument("nmsThreshold", 0.9))
                        .detections()
                        .size())
                .isGreaterThan(all);
        assertThat(detect(pico().optArgument("threshold", 0.3).optArgument("agnostic", true))
                        .detections()
                        .size())
                .isLessThan(all);
        Supplier<Criteria.Builder<Path, Detections>> many =
                () -> pico().optArgument("threshold", 0.1).optArgument("maxDetections", 10_000);
        assertThat(detect(many.get().optArgument("multiLabel", true))
                        .detections()
                        .size())
                .isGreaterThan(detect(many.get()).detections().size());
        for (Object classes : List.of("0,blue", List.of(0, 2), "red, 2")) {
            assertThat(detect(pico().optArgument("threshold", 0.3).optArgument("classes", classes))
                            .detections())
                    .isNotEmpty()
                    .extracting(Detection::classIndex)
                    .isSubsetOf(0, 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "threshold | 1.5 | argument threshold: found \"1.5\", allowed a number from 0 to 1",
                "iou | much | argument iou: found \"much\", allowed a number from 0 to 1",
                "classes | purple | argument classes: found \"purple\", allowed numbers from 0 to 2, or names of the model's classes",
                "classes | 3 | argument classes: found \"3\", allowed numbers from 0 to 2, or names of the model's classes",
                "imageSize | 300 | argument imageSize: found \"300x300\", allowed multiples of 32",
                "letterbox | round | argument letterbox: found \"round\", allowed square, auto",
                "max_detections | 3 | argument max_detections: write it maxDetections",
                "backbone | inceptionnext_zepto | argument backbone: is for a detector that is to be trained: give"
                        + " backboneWeights too",
                "backboneWeights | released | argument backboneWeights: weights=FILE has a backbone already; give one of both"
            })
    void wrongArgumentIsNamed(String name, String value, String message) {
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> detect(pico().optArgument(name, value)))
                .withMessage(message);
    }

    @Test
    void detectorBeginsWithTheBackboneOfAClassifier() throws Exception {
        Criteria<NDList, NDList> criteria = Models.criteria("yolov5_inceptionnext_pico", NDList.class, NDList.class)
                .optArgument("backboneWeights", Models.formulaFile("inceptionnext_pico.safetensors"))
                .optArgument("numClasses", 3)
                .build();
        float[] first = untrainedBoxes(criteria);
        assertThat(first).hasSize(3 * (64 + 16 + 4) * 8).doesNotContain(Float.NaN);
        // What is random in neck and head is the same each time.
        assertThat(untrainedBoxes(criteria)).isEqualTo(first);
    }

    /** The zepto classifier's weights are in the library. */
    @Test
    void detectorBeginsOnAnotherBackbone() throws Exception {
        Criteria<NDList, NDList> criteria = Models.criteria("yolov5_inceptionnext_pico", NDList.class, NDList.class)
                .optArgument("backbone", "inceptionnext_zepto")
                .optArgument("backboneWeights", "released")
                .optArgument("numClasses", 3)
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            assertThat(model.getProperty("backbone")).isEqualTo("inceptionnext_zepto");
            assertThat(boxes(model, List.of(1L, 3L, 64L, 64L))).hasSize(3 * (64 + 16 + 4) * 8);
        }
    }

    private static float[] untrainedBoxes(Criteria<NDList, NDList> criteria) throws Exception {
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            assertThat(model.getProperty("backbone"))
                    .startsWith("108 of 108 tensors of the backbone; 6 of the classifier are left out: head.fc1.")
                    .endsWith("; 163 tensors of neck and head are untrained");
            return boxes(model, List.of(1L, 3L, 64L, 64L));
        }
    }

    @Test
    void weightsOfAnotherClassifierAreRefusedByName() {
        assertThatExceptionOfType(WeightMismatchException.class)
                .isThrownBy(() -> Models.criteria("yolov5_inceptionnext_pico", Path.class, Detections.class)
                        .optArgument("backboneWeights", Models.formulaFile("inceptionnext_atto.pth"))
                        .build()
                        .loadModel());
    }

    @Test
    void stockDetectorHasNoBackboneToBeginWith() {
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> Models.criteria("yolov5n", Path.class, Detections.class)
                        .optArgument("backboneWeights", "released")
                        .build()
                        .loadModel())
                .withMessage("argument backboneWeights: yolov5n has no backbone whose weights are released");
    }

    /** With no store and no network touched: the test environment has neither for these names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yolov5_inceptionnext_tiny",
                "yolov5_inceptionnext_small",
                "yolov5_inceptionnext_tiny_w050",
                "yolov5_inceptionnext_tiny_p5fix"
            })
    void detectorWithoutWeightsSaysThatNoneArePublished(String artifact) {
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> Models.criteria(artifact, Path.class, DetectedObjects.class)
                        .build()
                        .loadModel())
                .withMessageStartingWith(artifact + ": nobody publishes trained weights for this network.")
                .withMessageContaining("weights=best.pt");
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedByName() {
        assertThatExceptionOfType(WeightMismatchException.class)
                .isThrownBy(() -> Models.criteria("yolov5n", Path.class, Detections.class)
                        .optArgument("weights", WEIGHTS)
                        .build()
                        .loadModel());
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> Models.criteria("yolov5_inceptionnext_pico", Path.class, Detections.class)
                        .optArgument("weights", GoldenCheckpoint.resource("pico-stripped.pt"))
                        .optArgument("numClasses", 4)
                        .build()
                        .loadModel())
                .withMessage("argument numClasses: found 4, the weights are for 3");
    }

    @Test
    void segmentationIsNamedAsWhatItIs() {
        assertThatExceptionOfType(RecognitionException.class)
                .isThrownBy(() -> Models.criteria("yolov5n", Path.class, Detections.class)
                        .optArgument("weights", GoldenCheckpoint.resource("yolov5n-seg-w0625-stripped.pt"))
                        .build()
                        .loadModel())
                .withMessageContaining("segmentation is not supported");
    }

    @Test
    void typesThatDoNotGoTogetherAreNamed() {
        assertThatExceptionOfType(ModelNotFoundException.class)
                .isThrownBy(() -> Models.criteria("yolov5_inceptionnext_pico", Path.class, Classifications.class)
                        .optArgument("weights", WEIGHTS)
                        .build()
                        .loadModel())
                .withStackTraceContaining(
                        "YOLOv5 detectors do not turn Path into Classifications. They take Image,"
                                + " BufferedImage, byte[], File, Path, URL, String, InputStream, Input and give DetectedObjects, Detections, Output");
    }

    @Test
    void urlNamesADetector() throws Exception {
        try (ZooModel<Path, DetectedObjects> model = Criteria.builder()
                        .setTypes(Path.class, DetectedObjects.class)
                        .optModelUrls("djl://org.inceptionnext/yolov5_inceptionnext_pico?threshold=0.3&weights="
                                + WEIGHTS.toString().replace(" ", "%20"))
                        .build()
                        .loadModel();
                Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
            assertThat(predictor.predict(PICTURE).getNumberOfObjects()).isPositive();
        }
    }

    /** No hash is invented: only those that the publisher states. */
    @Test
    void stockCardsSayTheLicenceAndTheHashesThatAreKnown() throws Exception {
        for (String name : List.of("n", "s", "m", "l", "x", "n6", "s6", "m6", "l6", "x6")) {
            ModelCard card = Registry.builtin().find("yolov5" + name);
            assertThat(card.about().weightsLicense().name()).isEqualTo("AGPL-3.0");
            assertThat(card.weights().sources())
                    .anyMatch(source -> source.location().url().endsWith("/v7.0/yolov5" + name + ".pt"));
            boolean pinned = card.weights().sources().stream()
                    .anyMatch(source -> source.sha256().isPresent());
            assertThat(pinned).as(name).isEqualTo(!List.of("x", "l6", "x6").contains(name));
        }
    }
}
