package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.inceptionnext.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

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

    @Test
    void portableFormIsInFloat32AndSaysWhy() throws Exception {
        List<String> exact = answers("portable", "float32", "portable");
        String form = "portable in float32, since 8 bits are for the processor, in the forms latency and throughput";
        assertThat(answers("portable", "int8", form)).isEqualTo(exact);
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

    /** Such processors add two products in 16 bits: 200 pictures gave 4 other answers instead of 2, without an error. */
    @Test
    void processorWithoutVnniComputesInFloat32() throws IOException {
        ChildJvm.Result result = ChildJvm.runWith(
                Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "DNNL_MAX_CPU_ISA", "AVX2"), PrintForm.class, List.of());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("latency in float32, since this processor has no VNNI, without which sums of 8-bit products"
                        + " lose their upper bits");
    }

    /** Prints the form of the embedded model in int8. */
    static final class PrintForm {
        private PrintForm() {}

        public static void main(String[] args) throws Exception {
            try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_zepto", NDList.class, NDList.class)
                    .optArgument("dtype", "int8")
                    .build()
                    .loadModel()) {
                System.out.println(model.getProperty("compiledForm"));
            }
        }
    }
}
