package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.inceptionnext.testing.BoxOverlap;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dtype=int8}: the embedded model, with the ranges that come with it, against itself in float32. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class Int8ModelTest {
    private static final Path PICTURES = Path.of("src/test/resources/golden/cifar10");

    private static List<String> answers(String form, String dtype, String expectedForm) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(PICTURES)) {
            files = all.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSize(100);
        try (ZooModel<Path, Classifications> model = Models.criteria(
                                "inceptionnext_zepto", Path.class, Classifications.class)
                        .optArgument("form", form)
                        .optArgument("dtype", dtype)
                        .build()
                        .loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            assertThat(model.getProperty("compiledForm")).startsWith(expectedForm);
            return predictor.batchPredict(files).stream()
                    .map(answer -> answer.best().getClassName())
                    .toList();
        }
    }

    /** Whichever the processor has: products of bytes, or float32 with the reason. */
    @Test
    void answersAreThoseOfFloat32ButForFew() throws Exception {
        List<String> exact = answers("latency", "float32", "latency");
        for (String form : List.of("latency", "throughput")) {
            List<String> rounded = answers(form, "int8", form);
            int same = 0;
            for (int i = 0; i < exact.size(); i++) {
                same += exact.get(i).equals(rounded.get(i)) ? 1 : 0;
            }
            System.out.printf("int8, %s: %d of 100 answers are float32's%n", form, same);
            assertThat(same).isGreaterThanOrEqualTo(95);
        }
    }

    /** On any processor: what they would be where products of bytes are computed. */
    @Test
    void portableFormShowsTheAnswersByPlainOperators() throws Exception {
        List<String> exact = answers("portable", "float32", "portable");
        List<String> rounded =
                answers("portable", "int8", "portable with 24 layers rounded as in int8, all in float32");
        int same = 0;
        for (int i = 0; i < exact.size(); i++) {
            same += exact.get(i).equals(rounded.get(i)) ? 1 : 0;
        }
        System.out.printf("int8 by plain operators: %d of 100 answers are float32's%n", same);
        assertThat(same).isGreaterThanOrEqualTo(95);
        assertThat(logits("portable", "int8")).isNotEqualTo(logits("portable", "float32"));
    }

    private static float[] logits(String form, String dtype) throws Exception {
        try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_zepto", NDList.class, NDList.class)
                        .optArgument("form", form)
                        .optArgument("dtype", dtype)
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDArray picture = model.getNDManager().ones(new Shape(1, 3, 32, 32));
            return predictor.predict(new NDList(picture)).singletonOrThrow().toFloatArray();
        }
    }

    /** The embedded detector, with the ranges that come with it: what is sure in one is found in the other. */
    @Test
    void detectorFindsWhatItFindsInFloat32() throws Exception {
        Detections exact = cells("latency", "float32", "latency");
        for (String form : List.of("portable", "latency")) {
            Detections rounded = cells(form, "int8", form);
            double least = Math.min(leastOverlap(exact, rounded), leastOverlap(rounded, exact));
            System.out.printf(
                    "int8, %s: %d cells, in float32 %d, overlap at least %.3f%n",
                    form, rounded.detections().size(), exact.detections().size(), least);
            assertThat(least).isGreaterThan(0.9);
        }
    }

    /** How well the worst of the sure cells is met. */
    private static double leastOverlap(Detections some, Detections others) {
        List<Detection> sure =
                some.detections().stream().filter(cell -> cell.score() > 0.4).toList();
        assertThat(sure).hasSizeGreaterThan(8);
        return sure.stream()
                .mapToDouble(cell -> others.detections().stream()
                        .filter(other -> other.classIndex() == cell.classIndex())
                        .mapToDouble(other -> BoxOverlap.of(other.box(), cell.box()))
                        .max()
                        .orElse(0))
                .min()
                .orElseThrow();
    }

    private static Detections cells(String form, String dtype, String expectedForm) throws Exception {
        try (ZooModel<Path, Detections> model = Models.criteria(
                                "yolov5_inceptionnext_zepto", Path.class, Detections.class)
                        .optArgument("form", form)
                        .optArgument("dtype", dtype)
                        .build()
                        .loadModel();
                Predictor<Path, Detections> predictor = model.newPredictor()) {
            assertThat(model.getProperty("compiledForm")).startsWith(expectedForm);
            return predictor.predict(Path.of("docs/images/blood.jpg"));
        }
    }

    /** A backbone's own ranges are not those of the detector around it. */
    @Test
    void detectorThatIsNotTrainedYetHasNoRanges() {
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> Models.criteria("yolov5_inceptionnext_zepto", NDList.class, NDList.class)
                        .optArgument("backbone", "inceptionnext_zepto")
                        .optArgument("backboneWeights", "released")
                        .optArgument("dtype", "int8")
                        .build()
                        .loadModel())
                .withMessageContaining("argument dtype: int8 needs the ranges of the network's activations");
    }

    @Test
    void weightsWithoutRangesNameTheCommandThatMeasuresThem() {
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> Models.picoCriteria(NDList.class, NDList.class)
                        .optArgument("dtype", "int8")
                        .build()
                        .loadModel())
                .withMessage(
                        "argument dtype: int8 needs the ranges of the network's activations, and neither the weights"
                                + " nor the library state any. Measure them with pictures of your own: inx quantize"
                                + " inceptionnext_pico --calibrate PHOTOS -o model-int8.safetensors, and give that file as"
                                + " weights");
    }

    /**
     * Such processors add two products in 16 bits: 200 pictures gave 4 other answers instead of 2, without an error. Limited by
     * either name of the variable, and in any case, a processor that has VNNI does without.
     */
    @ParameterizedTest
    @CsvSource({"ONEDNN_MAX_CPU_ISA, AVX2", "ONEDNN_MAX_CPU_ISA, avx512_core", "DNNL_MAX_CPU_ISA, AVX2"})
    void processorWithoutVnniGivesFloat32sAnswersAndSaysSo(String variable, String limit) throws IOException {
        ChildJvm.Result result = ChildJvm.runWith(Map.of(variable, limit), PrintForm.class, List.of());
        assertThat(result.exitCode()).as(result.err()).isZero();
        String why = "this processor has no VNNI, without which sums of 8-bit products lose their upper bits";
        assertThat(result.out()).contains("latency in float32, since " + why);
        assertThat(result.out()).contains("the answers are float32's");
    }

    /** Prints the form of the embedded model in int8, and whether its answers are those of float32. */
    static final class PrintForm {
        private PrintForm() {}

        public static void main(String[] args) throws Exception {
            try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_zepto", NDList.class, NDList.class)
                    .optArgument("dtype", "int8")
                    .build()
                    .loadModel()) {
                System.out.println(model.getProperty("compiledForm"));
            }
            if (Arrays.equals(logits("latency", "int8"), logits("latency", "float32"))) {
                System.out.println("the answers are float32's");
            }
        }
    }
}
