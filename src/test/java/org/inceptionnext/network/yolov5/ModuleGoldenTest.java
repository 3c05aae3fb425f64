package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.testing.OnnxModel;
import org.inceptionnext.testing.ReferenceNetwork;
import org.inceptionnext.testing.TensorGolden;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module by itself against the original's, in double by definition, in float32 in DJL's engine and in ONNX Runtime. */
class ModuleGoldenTest {
    /** The file has 13 digits. */
    private static final double DOUBLE_TOLERANCE = 2e-12;

    /**
     * Times torch's own float32 error, which is that of one summation order of many; and what float32 can say of a number
     * up to 8, for modules whose own error is luckily small.
     */
    private static final double FLOAT_TOLERANCE = 4;

    private static final double FLOAT_ROUNDING = 1e-6;

    /** No row can name it: it is a part of the Segment head. */
    private static final Set<String> NOT_REGISTERED = Set.of("Proto");

    /** At this stride a module may enlarge the map. */
    private static final int STRIDE = 8;

    private static final Map<String, RowModule> MODULES = ModuleRegistry.of(Activation.SILU);

    @TempDir
    private Path folder;

    /** The content of {@code modules.json}. */
    record Modules(List<Case> modules) {}

    /** One module: its name may be followed by what is special about it. */
    record Case(
            String name,
            List<JsonElement> args,
            List<Long> inputShape,
            List<List<JsonElement>> state,
            double float32MaxAbs,
            TensorGolden output) {

        String module() {
            return name.split(" ", 2)[0];
        }

        Graph graph() {
            GraphBuilder net = GraphBuilder.forMaps(inputShape.get(1).intValue(), STRIDE);
            RowModule module = Optional.ofNullable(MODULES.get(module())).orElseThrow();
            List<@Nullable Object> arguments = new ArrayList<>();
            args.forEach(argument -> arguments.add(value(argument)));
            net.output(
                    OutputKind.LOGITS,
                    module.body().build(net, List.of(net.input()), new Arguments(arguments, Activation.SILU)));
            return net.build();
        }

        float[] input() {
            return Formula.input("input", inputShape);
        }

        /** Of an element, for float32. */
        double tolerance() {
            return Math.max(FLOAT_TOLERANCE * float32MaxAbs, FLOAT_ROUNDING);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>(
                GoldenResource.read("yolo/modules", Modules.class).modules());
        cases.removeIf(module -> NOT_REGISTERED.contains(module.module()));
        return cases;
    }

    @Test
    void everyRegisteredModuleHasAGolden() {
        Set<String> covered = new TreeSet<>(cases().stream().map(Case::module).toList());
        assertThat(MODULES.keySet()).containsAll(covered);
        // Joining maps takes two of them, so the goldens of whole networks show it.
        covered.add("Concat");
        assertThat(covered).containsExactlyElementsOf(new TreeSet<>(MODULES.keySet()));
        assertThat(cases()).hasSize(37);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void parametersAreTheStateDictInOrder(Case module) {
        List<String> declared = module.graph().parameters().stream()
                .map(p -> p.name() + " " + p.shape())
                .toList();
        List<String> expected = module.state().stream()
                .map(entry -> entry.get(0).getAsString() + " " + value(entry.get(1)))
                .toList();
        assertThat(declared).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answerInDoubleIsTheOriginals(Case module) {
        Weights weights = FormulaWeights.of(module.graph());
        double[] actual = new ReferenceNetwork(weights)
                .run(module.inputShape(), module.input())
                .getOrDefault("logits", new double[0]);
        double difference = module.output().check(module.name(), actual, DOUBLE_TOLERANCE);
        System.out.printf("%s in double: off by %.1e%n", module, difference);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answerInTheEngineIsTheOriginals(Case module) throws IOException {
        Weights weights = FormulaWeights.of(module.graph());
        for (boolean fold : new boolean[] {false, true}) {
            Path archive = folder.resolve(fold + ".pt");
            TorchScript.write(fold ? Pass.folding().apply(weights) : weights, DType.F32, archive);
            try (CompiledModule compiled = new CompiledModule(archive)) {
                float[] actual = compiled.run("forward", module.inputShape(), module.input())
                        .get(0);
                double difference = module.output().check(module.name(), actual, module.tolerance());
                System.out.printf(
                        "%s%s: off by %.1e, torch by %.1e%n",
                        module, fold ? ", folded" : "", difference, module.float32MaxAbs());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answerInOnnxRuntimeIsTheOriginals(Case module) throws IOException {
        Path file = folder.resolve("module.onnx");
        Onnx.write(FormulaWeights.of(module.graph()), List.of(OutputKind.LOGITS), DType.F32, file);
        try (OnnxModel model = new OnnxModel(file)) {
            Map<String, List<Long>> shapes = model.shapes(module.inputShape(), module.input());
            assertThat(shapes)
                    .containsExactly(Map.entry("logits", module.output().shape()));
            float[] actual = Objects.requireNonNull(
                    model.run(module.inputShape(), module.input()).get("logits"));
            double difference = module.output().check(module.name(), actual, module.tolerance());
            System.out.printf("%s in ONNX: off by %.1e, torch by %.1e%n", module, difference, module.float32MaxAbs());
        }
    }

    private static @Nullable Object value(JsonElement element) {
        if (element.isJsonNull()) {
            return null;
        }
        if (element instanceof JsonArray array) {
            List<@Nullable Object> values = new ArrayList<>();
            array.forEach(inner -> values.add(value(inner)));
            return values;
        }
        JsonPrimitive primitive = element.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        if (primitive.isString()) {
            // The file has the name only, for the slope that YOLOv5's own files use.
            return primitive.getAsString().replace("LeakyReLU", "LeakyReLU(0.1)");
        }
        return primitive.getAsString().contains(".") ? (Object) primitive.getAsDouble() : (Object) primitive.getAsInt();
    }
}
