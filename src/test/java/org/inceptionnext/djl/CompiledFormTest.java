package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form and type of number through {@code Criteria}, against the portable float32 form. */
class CompiledFormTest {
    /** The bound of the goldens' README for logits is about 1e-6; rounding to 8 bits is off by 2^-8 at most, five times. */
    private static final double FLOAT32 = 2e-6;

    private static final double BFLOAT16 = 2e-2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "latency, float32",
        "throughput, float32",
        "portable, float32",
        "latency, bfloat16",
        "throughput, bfloat16",
        "portable, bfloat16",
        "portable, float16",
        "latency, float16"
    })
    void agreesWithThePortableFormForEveryBatch(String form, String dtype) throws Exception {
        double allowed = dtype.equals("float32") ? FLOAT32 : BFLOAT16;
        // One model, whose weights are packed for one batch and see another.
        try (ZooModel<NDList, NDList> reference = load("portable", "float32");
                ZooModel<NDList, NDList> model = load(form, dtype)) {
            for (int batch : List.of(1, 3, 8, 1)) {
                double difference = relativeL2(logits(reference, batch), logits(model, batch));
                System.out.printf("%s %s, batch %d: relative L2 %.1e%n", form, dtype, batch, difference);
                assertThat(difference).isLessThan(allowed);
            }
        }
    }

    /** The property for programs that have their own threads in order. */
    @Test
    void callersThreadsRunNetworksIfTheyAreToldTo() throws Exception {
        ChildJvm.Result result = ChildJvm.runWith(
                Map.of("JDK_JAVA_OPTIONS", "-Dinceptionnext.threads=caller"),
                PredictFromThreads.class,
                List.of(Models.formulaFile("inceptionnext_pico.pth").toString()));
        assertThat(result.exitCode()).as(result.err()).isZero();
        String[] lines = result.out().strip().split("\n", -1);
        assertThat(lines[0])
                .isEqualTo("networks run on the callers' threads (-Dinceptionnext.threads=caller); no thread of ours");
        float[] expected = logits("portable", "float32", 1);
        assertThat(lines).hasSize(1 + PredictFromThreads.CALLERS);
        for (String line : List.of(lines).subList(1, lines.length)) {
            assertThat(relativeL2(expected, parse(line))).isLessThan(FLOAT32);
        }
    }

    /** The body of that process: prints how networks run, and each thread's logits. */
    static final class PredictFromThreads {
        static final int CALLERS = 3;

        private PredictFromThreads() {}

        public static void main(String[] arguments) throws Exception {
            try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_pico", NDList.class, NDList.class)
                    .optArgument("weights", arguments[0])
                    .build()
                    .loadModel()) {
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                List<Future<float[]>> answers = callers.invokeAll(Collections.nCopies(CALLERS, () -> logits(model, 1)));
                boolean ours = Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().matches("inceptionnext-(master|worker).*"));
                System.out.println(
                        InceptionNextRuntime.threads() + (ours ? "; threads of ours" : "; no thread of ours"));
                for (Future<float[]> answer : answers) {
                    System.out.println(line(answer.get()));
                }
                callers.shutdown();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void modelSaysItsForm() throws Exception {
        try (ZooModel<NDList, NDList> model = load("throughput", "float32")) {
            assertThat(model.getProperty("compiledForm")).isEqualTo("throughput");
        }
        try (ZooModel<NDList, NDList> model = load("latency", "float16")) {
            assertThat(model.getProperty("compiledForm")).isEqualTo("portable");
        }
    }

    /** A processor without AVX-512, and one without what bfloat16 needs. */
    @ParameterizedTest
    @CsvSource({"AVX2, avx2, float32", "SSE41, default, float32", "AVX2, avx2, bfloat16"})
    void olderProcessorGivesRightAnswers(String oneDnn, String torch, String dtype) throws Exception {
        Map<String, String> environment = Map.of("DNNL_MAX_CPU_ISA", oneDnn, "ATEN_CPU_CAPABILITY", torch);
        ChildJvm.Result result = ChildJvm.runWith(
                environment,
                PredictOnce.class,
                List.of(dtype, Models.formulaFile("inceptionnext_pico.pth").toString()));
        assertThat(result.exitCode()).as(result.err()).isZero();
        String[] lines = result.out().strip().split("\n", -1);
        System.out.println(oneDnn + ", " + dtype + ": form " + lines[0]);
        double difference = relativeL2(logits("portable", "float32", 1), parse(lines[1]));
        assertThat(difference).isLessThan(dtype.equals("float32") ? FLOAT32 : BFLOAT16);
    }

    /** The body of a process with another processor: prints the form and the logits. */
    static final class PredictOnce {
        private PredictOnce() {}

        public static void main(String[] arguments) throws Exception {
            try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_pico", NDList.class, NDList.class)
                    .optArgument("weights", arguments[1])
                    .optArgument("dtype", arguments[0])
                    .build()
                    .loadModel()) {
                System.out.println(model.getProperty("compiledForm"));
                System.out.println(line(logits(model, 1)));
            }
        }
    }

    private static String line(float[] values) {
        StringBuilder text = new StringBuilder();
        for (float value : values) {
            text.append(value).append(' ');
        }
        return text.toString();
    }

    private static float[] parse(String line) {
        String[] words = line.strip().split(" ", -1);
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    private static ZooModel<NDList, NDList> load(String form, String dtype) throws Exception {
        return Models.picoCriteria(NDList.class, NDList.class)
                .optArgument("form", form)
                .optArgument("dtype", dtype)
                .build()
                .loadModel();
    }

    private static float[] logits(String form, String dtype, int batch) throws Exception {
        try (ZooModel<NDList, NDList> model = load(form, dtype)) {
            return logits(model, batch);
        }
    }

    private static float[] logits(ZooModel<NDList, NDList> model, int batch) throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDArray pictures = manager.create(
                    Formula.input("pictures", List.of((long) batch, 3L, 64L, 96L)), new Shape(batch, 3, 64, 96));
            try (NDList logits = predictor.predict(new NDList(pictures))) {
                return logits.singletonOrThrow().toFloatArray();
            }
        }
    }

    private static double relativeL2(float[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) expected[i] - actual[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
