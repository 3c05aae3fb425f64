package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Counts;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.recognise.Cases;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.DetectorAccuracy;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.OnnxModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every model that comes with the library: its card, its network, DJL's metadata and the README say the same, and
 * its network runs the same in PyTorch and in ONNX Runtime. One test for each property; a new card is in all of them.
 */
class EveryCardTest {
    /** With more values than this, a network is built under the tag {@code wide} only. */
    private static final long SMALL = 5_000_000;

    /** "multiply-adds at 640". */
    private static final int COLUMN_OF_README = 640;

    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    /** Two float32 engines that add in different orders, over a hundred layers (measured: at most 1.1e-6). */
    private static final double ROUNDING = 1e-5;

    @TempDir
    private Path folder;

    /** A card, which JUnit shows by its name. */
    record Case(ModelCard card) {
        @Override
        public String toString() {
            return card.name();
        }

        NetworkDefinition definition() {
            return NetworkCatalog.builtin().get(card.network());
        }

        Graph graph() {
            return definition().graph(definition().defaultOptions());
        }

        Preprocessing input() {
            return card.defaultPreset().preprocessing();
        }

        Counts counts() {
            return Counts.of(graph(), input().height(), input().width());
        }

        int stride() {
            return card.isDetector() ? card.detector().orElseThrow().stride() : 32;
        }
    }

    /** Those of {@code metadata/}; other tests have cards of their own on the class path. */
    static Stream<Case> cards() throws IOException {
        List<String> names = Files.readAllLines(Path.of("metadata/index.txt")).stream()
                .map(resource -> Path.of(resource).getParent().getFileName().toString())
                .toList();
        return Registry.builtin().cards().stream()
                .filter(card -> names.contains(card.name()))
                .map(Case::new);
    }

    static Stream<Case> classifiers() throws IOException {
        return cards().filter(one -> !one.card().isDetector());
    }

    /** The detectors that have a row of their own in the README. */
    static Stream<Case> ourDetectors() throws IOException {
        return cards().filter(one -> one.card().name().startsWith("yolov5_"));
    }

    static Stream<Case> smallCards() throws IOException {
        return cards().filter(one -> one.card().parameters() <= SMALL);
    }

    static Stream<Case> largeCards() throws IOException {
        return cards().filter(one -> one.card().parameters() > SMALL);
    }

    @Test
    void allKindsOfModelsAreAmongThem() throws IOException {
        assertThat(cards().map(Case::toString))
                .hasSize(21)
                .doesNotHaveDuplicates()
                .contains("inceptionnext_base_384", "yolov5_inceptionnext_tiny_p5fix", "yolov5x6");
        assertThat(smallCards().map(Case::toString))
                .containsExactly(
                        "inceptionnext_zepto",
                        "yolov5_inceptionnext_zepto",
                        "inceptionnext_atto",
                        "yolov5n",
                        "yolov5n6");
    }

    @ParameterizedTest
    @MethodSource("cards")
    void parametersAreTheGraphs(Case one) {
        assertThat(one.card().parameters()).isEqualTo(one.counts().parameters());
    }

    @ParameterizedTest
    @MethodSource("cards")
    void labelsAreTheNetworksClasses(Case one) {
        assertThat(one.card().labels().classNames())
                .hasSize(one.definition().defaultOptions().numClasses())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cards")
    void inputOfEveryPresetFitsTheNetwork(Case one) {
        for (Preset preset : one.card().presets()) {
            Preprocessing input = preset.preprocessing();
            assertThatCode(() -> one.graph().checkInputSize(input.height(), input.width()))
                    .as(preset.name())
                    .doesNotThrowAnyException();
            assertThat(List.of(input.height() % one.stride(), input.width() % one.stride()))
                    .as(preset.name())
                    .containsOnly(0);
            assertThat(input.mean())
                    .as(preset.name())
                    .hasSize(one.graph().input().channels());
            assertThat(input.std())
                    .as(preset.name())
                    .hasSize(one.graph().input().channels());
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void strideOfADetectorIsItsCoarsestMaps(Case one) {
        if (one.card().isDetector()) {
            assertThat(one.card().detector().orElseThrow().stride())
                    .isEqualTo(detector(one).strides().stream()
                            .mapToInt(Integer::intValue)
                            .max()
                            .orElseThrow());
        } else {
            assertThat(one.graph().gives(OutputKind.PREDICTIONS)).isFalse();
        }
    }

    /** Stock DJL reads these; they must prepare pictures as near to the card as stock DJL can. */
    @ParameterizedTest
    @MethodSource("cards")
    void argumentsOfDjlAreThePresets(Case one) throws IOException {
        JsonObject arguments = artifact(one).getAsJsonObject("arguments");
        Preprocessing input = one.input();
        assertThat(arguments.get("card").getAsString()).isEqualTo(one.card().name());
        assertThat(arguments.get("width").getAsInt()).isEqualTo(input.width());
        assertThat(arguments.get("height").getAsInt()).isEqualTo(input.height());
        if (one.card().isDetector()) {
            assertThat(arguments.get("threshold").getAsDouble()).isEqualTo(0.25);
            assertThat(arguments.get("nmsThreshold").getAsDouble()).isEqualTo(0.45);
        } else {
            assertThat(arguments.get("resizeShort").getAsInt())
                    .isEqualTo((int) Math.floor(Math.min(input.height(), input.width()) / input.cropPct()));
            assertThat(arguments.get("centerCrop").getAsBoolean()).isTrue();
            assertThat(arguments.get("normalize").getAsBoolean()).isTrue();
            assertThat(arguments.get("applySoftmax").getAsBoolean()).isTrue();
            assertThat(arguments.get("topK").getAsInt()).isEqualTo(5);
        }
        for (String factory : List.of("blockFactory", "translatorFactory")) {
            assertThatCode(() -> Class.forName(arguments.get(factory).getAsString())
                            .getConstructor()
                            .newInstance())
                    .as(factory)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void propertiesThatDjlFiltersByAreTheCards(Case one) throws IOException {
        JsonObject properties = artifact(one).getAsJsonObject("properties");
        assertThat(properties.get("dataset").getAsString())
                .isEqualTo(one.card().labels().name());
        assertThat(properties.get("imageSize").getAsInt()).isEqualTo(one.input().height());
        assertThat(properties.get("params").getAsLong()).isEqualTo(one.card().parameters());
    }

    /** The row's columns: classes, input, parameters, multiply-adds, top-1 by preset. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void rowOfTheReadmeIsTheClassifiers(Case one) throws IOException {
        List<String> row = readmeRow(one);
        assertThat(row.get(1)).startsWith(one.card().labels().classNames().size() + " (");
        assertThat(row.get(2)).isEqualTo("" + one.input().height());
        assertThat(row.get(3)).isEqualTo(decimals(one.card().parameters() / MILLION) + " M");
        if (!row.get(4).isEmpty()) {
            assertThat(row.get(4)).isEqualTo(decimals(one.counts().macs() / BILLION) + " G");
        }
        int column = 5;
        for (String preset : List.of("upstream", "timm")) {
            String cell = row.get(column++);
            if (cell.isEmpty()) {
                assertThat(one.card().preset(preset)).as(preset).isEmpty();
            } else {
                double stated = Double.parseDouble(cell.split(" ", 2)[0]);
                assertThat(one.card()
                                .preset(preset)
                                .orElseThrow()
                                .accuracy()
                                .orElseThrow()
                                .top1Percent())
                        .as(preset)
                        .isEqualTo(stated);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ourDetectors")
    void rowOfTheReadmeIsTheDetectors(Case one) throws IOException {
        List<String> row = readmeRow(one);
        assertThat(row.get(1)).isEqualTo(decimals(one.card().parameters() / MILLION) + " M");
        Counts counts = Counts.of(one.graph(), COLUMN_OF_README, COLUMN_OF_README);
        assertThat(row.get(2)).isEqualTo(decimals(counts.macs() / BILLION) + " G");
        assertThat(row.get(3)).isEqualTo(weightsOfADetector(one));
    }

    private static String weightsOfADetector(Case one) {
        if (!one.card().isEmbedded()) {
            assertThat(one.card().isPublished()).isFalse();
            assertThat(one.input().height()).isEqualTo(COLUMN_OF_README);
            return "your own";
        }
        DetectorAccuracy accuracy =
                one.card().detector().orElseThrow().accuracy().orElseThrow();
        return String.format(
                Locale.ROOT,
                "in the jar: mAP50-95 %.3f by COCO's rules, %.3f by YOLOv5's, on %s",
                accuracy.cocoAp(),
                accuracy.yoloMap5095(),
                accuracy.dataset());
    }

    @Test
    void rangeOfTheReadmeIsThatOfYolov5sOwnNetworks() throws IOException {
        List<Long> sizes = cards().filter(one -> one.card().name().matches("yolov5[nsmlx]6?"))
                .map(one -> one.card().parameters())
                .sorted()
                .toList();
        assertThat(sizes).hasSize(10);
        assertThat(Files.readString(Path.of("README.md")))
                .contains("| " + decimals(sizes.get(0) / MILLION) + " M to "
                        + decimals(sizes.get(sizes.size() - 1) / MILLION) + " M |");
    }

    @ParameterizedTest
    @MethodSource("smallCards")
    void fileOfItsShapesIsRecognised(Case one) throws Exception {
        checkRecognised(one);
    }

    @Tag("wide")
    @ParameterizedTest
    @MethodSource("largeCards")
    void fileOfALargeOnesShapesIsRecognised(Case one) throws Exception {
        checkRecognised(one);
    }

    private void checkRecognised(Case one) throws IOException, UnknownModelException {
        Weights weights = weights(one);
        List<Tensor> tensors = new ArrayList<>(weights.tensors().values());
        Path file = folder.resolve("weights.safetensors");
        Cases.write(file, tensors);
        try (Recognition recognition = Recogniser.open(
                file, RecognitionRequest.ANY.withModel(one.card().name()))) {
            RecognisedModel model = recognition.require();
            assertThat(model.options()).isEqualTo(one.definition().defaultOptions());
            assertThat(model.weights().graph()).isEqualTo(one.graph());
            assertThat(model.missing()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("smallCards")
    void forwardIsOnnxs(Case one) throws IOException {
        checkForward(one);
    }

    @Tag("wide")
    @ParameterizedTest
    @MethodSource("largeCards")
    void forwardOfALargeOneIsOnnxs(Case one) throws IOException {
        checkForward(one);
    }

    /** At twice the stride, which is enough for every layer to see more than one pixel. */
    private void checkForward(Case one) throws IOException {
        Weights weights = weights(one);
        long side = 2L * one.stride();
        List<Long> shape = List.of(1L, (long) one.graph().input().channels(), side, side);
        float[] picture = Formula.input("input", shape, 0, 1);
        OutputKind output = one.graph().mainOutput();
        Path archive = folder.resolve("module.pt");
        TorchScript.write(weights, DType.F32, archive);
        float[] inTorch;
        try (CompiledModule module = new CompiledModule(archive)) {
            inTorch = module.run("forward", shape, picture).get(0);
        }
        Path file = folder.resolve("model.onnx");
        Onnx.write(weights, List.of(output), DType.F32, file);
        try (OnnxModel model = new OnnxModel(file)) {
            float[] inOnnx = Objects.requireNonNull(
                    model.run(shape, picture).get(output.names(1).get(0)));
            double difference = relativeDifference(inTorch, inOnnx);
            System.out.printf("%s: forward and ONNX differ by %.1e of the largest number%n", one, difference);
            assertThat(difference).isLessThan(ROUNDING);
        }
    }

    private static double relativeDifference(float[] one, float[] other) {
        assertThat(one).hasSameSizeAs(other).isNotEmpty();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isFinite();
            largest = Math.max(largest, Math.abs(one[i]));
            difference = Math.max(difference, Math.abs((double) one[i] - other[i]));
        }
        assertThat(largest).isPositive();
        return difference / largest;
    }

    private static Weights weights(Case one) {
        return one.card().isDetector()
                ? FormulaWeights.of(one.graph(), detector(one).initialAnchors())
                : FormulaWeights.of(one.graph());
    }

    private static Detector detector(Case one) {
        return Yolov5Family.builtin()
                .get(one.card().network())
                .detector(one.definition().defaultOptions());
    }

    private static JsonObject artifact(Case one) throws IOException {
        String resource = "/" + Registry.resource(one.card());
        try (InputStream in = Objects.requireNonNull(EveryCardTest.class.getResourceAsStream(resource), resource)) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .getAsJsonArray("artifacts")
                    .get(0)
                    .getAsJsonObject();
        }
    }

    /** Returns the cells of a model's row, without the bars. */
    private static List<String> readmeRow(Case one) throws IOException {
        String start = "| `" + one.card().name() + "`";
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith(start))
                .toList();
        assertThat(rows).as("rows of %s in README.md", one).hasSize(1);
        return Arrays.stream(rows.get(0).substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static String decimals(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
