package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.OnnxModel;
import org.inceptionnext.testing.ReferenceNetwork;
import org.inceptionnext.testing.ReferenceRanges;
import org.inceptionnext.testing.RelativeL2;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 8-bit layers as ONNX: what stands in the file, read by protobuf's own reader, and what ONNX Runtime makes of it, against whole
 * numbers and double in plain Java.
 */
class OnnxQuantizedTest {
    private static final int MODEL_GRAPH = 7;
    private static final int NODE = 1;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int INITIALIZER = 5;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_DATA_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW_DATA = 9;
    private static final long FLOAT = 1;
    private static final long UINT8 = 2;
    private static final long INT8 = 3;

    private static final List<Long> SHAPE = List.of(1L, 3L, 64L, 64L);

    /** As between the two engines: a number halfway between two steps falls to either. */
    private static final double TIES = 1e-2;

    private static Weights balanced;
    private static Quantization ranges;
    private static Weights quantized;

    @TempDir
    private Path folder;

    private record Node(String operator, List<String> inputs, String output) {}

    private record Initializer(List<Long> dims, long type, ByteBuffer data) {}

    @BeforeAll
    static void quantize() throws IOException {
        balanced = Pass.balancing().apply(FormulaWeights.ofVariant("pico"));
        Quantization all = ReferenceRanges.of(balanced, SHAPE, Formula.input("qdq", SHAPE));
        ranges = all.without(List.of("stages.1.blocks.0.mlp.fc2"));
        quantized = Pass.quantize(balanced, ranges);
    }

    private Path write(Weights weights, List<OutputKind> outputs) throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(weights, outputs, DType.F32, file);
        return file;
    }

    private static UnknownFieldSet graph(Path file) throws IOException {
        UnknownFieldSet model = UnknownFieldSet.parseFrom(Files.readAllBytes(file));
        return message(model.getField(MODEL_GRAPH).getLengthDelimitedList().get(0));
    }

    private static UnknownFieldSet message(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    /** By the names of their outputs. */
    private static Map<String, Node> nodes(UnknownFieldSet graph) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (ByteString bytes : graph.getField(NODE).getLengthDelimitedList()) {
            UnknownFieldSet node = message(bytes);
            String output = texts(node, NODE_OUTPUT).get(0);
            nodes.put(output, new Node(texts(node, NODE_OPERATOR).get(0), texts(node, NODE_INPUT), output));
        }
        return nodes;
    }

    private static Map<String, Initializer> initializers(UnknownFieldSet graph) {
        Map<String, Initializer> initializers = new LinkedHashMap<>();
        for (ByteString bytes : graph.getField(INITIALIZER).getLengthDelimitedList()) {
            UnknownFieldSet tensor = message(bytes);
            ByteBuffer data = tensor.getField(TENSOR_RAW_DATA)
                    .getLengthDelimitedList()
                    .get(0)
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            initializers.put(
                    texts(tensor, TENSOR_NAME).get(0),
                    new Initializer(
                            tensor.getField(TENSOR_DIMS).getVarintList(),
                            tensor.getField(TENSOR_DATA_TYPE).getVarintList().get(0),
                            data));
        }
        return initializers;
    }

    @Test
    void everyLayerReadsRoundedInputAndWeightsThroughDequantizeLinear() throws IOException {
        UnknownFieldSet graph = graph(write(quantized, List.of(OutputKind.LOGITS)));
        Map<String, Node> nodes = nodes(graph);
        Map<String, Initializer> initializers = initializers(graph);
        assertThat(nodes.values())
                .filteredOn(node -> node.operator().equals("QuantizeLinear"))
                .hasSize(13);
        assertThat(nodes.values())
                .filteredOn(node -> node.operator().equals("DequantizeLinear"))
                .hasSize(26);
        for (Map.Entry<String, ActivationRange> entry : ranges.ranges().entrySet()) {
            String layer = entry.getKey();
            String operator = layer.startsWith("head.") ? "Gemm" : "Conv";
            String name = layer.equals("head.fc2") ? OutputKind.LOGITS.toString() : layer + "/" + operator;
            Node product = Objects.requireNonNull(nodes.get(name), layer);
            Node input = Objects.requireNonNull(nodes.get(product.inputs().get(0)));
            Node rounded = Objects.requireNonNull(nodes.get(input.inputs().get(0)));
            assertThat(List.of(product.operator(), input.operator(), rounded.operator()))
                    .as(layer)
                    .containsExactly(operator, "DequantizeLinear", "QuantizeLinear");
            assertThat(rounded.inputs().subList(1, 3)).isEqualTo(input.inputs().subList(1, 3));
            assertRange(layer, entry.getValue(), initializers, rounded.inputs());
            Node weight = Objects.requireNonNull(nodes.get(product.inputs().get(1)));
            assertThat(weight.operator()).isEqualTo("DequantizeLinear");
            assertThat(weight.inputs().subList(0, 2)).containsExactly(layer + ".weight", layer + ".weight_scale");
            Initializer bytes = Objects.requireNonNull(initializers.get(layer + ".weight"));
            Initializer scale = Objects.requireNonNull(initializers.get(layer + ".weight_scale"));
            Initializer zero =
                    Objects.requireNonNull(initializers.get(weight.inputs().get(2)));
            assertThat(List.of(bytes.type(), scale.type(), zero.type())).containsExactly(INT8, FLOAT, INT8);
            Tensor expected = Objects.requireNonNull(quantized.tensors().get(layer + ".weight"));
            assertThat(bytes.dims())
                    .isEqualTo(expected.shape())
                    .startsWith(scale.dims().get(0));
            if (layer.contains(".mlp.")) {
                assertThat(bytes.dims()).hasSize(4).endsWith(1L, 1L);
            }
            assertThat(bytes.data()).isEqualTo(expected.bytes());
        }
    }

    private static void assertRange(
            String layer, ActivationRange range, Map<String, Initializer> initializers, List<String> inputs) {
        Initializer scale = Objects.requireNonNull(initializers.get(inputs.get(1)), layer);
        Initializer zero = Objects.requireNonNull(initializers.get(inputs.get(2)), layer);
        assertThat(scale.data().getFloat(0)).as(layer).isEqualTo((float) range.scale());
        assertThat(zero.type()).isEqualTo(UINT8);
        assertThat(zero.data().get(0) & 0xff).as(layer).isEqualTo(range.zeroPoint());
    }

    @Test
    void layerThatIsKeptStaysInFloat32() throws IOException {
        UnknownFieldSet graph = graph(write(quantized, List.of(OutputKind.LOGITS)));
        Node kept = Objects.requireNonNull(nodes(graph).get("stages.1.blocks.0.mlp.fc2/Conv"));
        assertThat(kept.inputs()).contains("stages.1.blocks.0.mlp.fc2.weight");
        Initializer weight = Objects.requireNonNull(initializers(graph).get("stages.1.blocks.0.mlp.fc2.weight"));
        assertThat(weight.type()).isEqualTo(FLOAT);
    }

    /**
     * Left as it is written, the file says exactly what it means. What ONNX Runtime makes of it when it joins the nodes to products
     * of bytes depends on the processor: without VNNI it adds two of them in 16 bits.
     */
    @Test
    void answersInOnnxRuntimeAreThoseOfTheSameArithmeticInJava() throws IOException {
        float[] input = Formula.input("qdq", SHAPE);
        double[] expected = Objects.requireNonNull(
                new ReferenceNetwork(quantized).run(SHAPE, input).get("logits"));
        double[] exact = Objects.requireNonNull(
                new ReferenceNetwork(balanced).run(SHAPE, input).get("logits"));
        try (OnnxModel model = OnnxModel.asWritten(write(quantized, List.of(OutputKind.LOGITS)))) {
            double difference = RelativeL2.of(
                    expected, Objects.requireNonNull(model.run(SHAPE, input).get("logits")));
            System.out.printf(
                    "QDQ in ONNX Runtime against Java: %.1e; against no rounding %.1e%n",
                    difference, RelativeL2.of(exact, expected));
            assertThat(difference).isLessThan(TIES);
        }
    }

    @Test
    void detectorsBackboneIsRoundedAndItsBoxesAreThoseOfTheSameArithmeticInJava() throws IOException {
        Weights detector = Pass.balancing().apply(FormulaWeights.ofDetector("pico"));
        float[] input = Formula.input("qdq", SHAPE, 0, 1);
        Weights rounded = Pass.quantize(detector, ReferenceRanges.of(detector, SHAPE, input));
        Path file = write(rounded, List.of(OutputKind.PREDICTIONS, OutputKind.DETECTOR_MAPS));
        assertThat(nodes(graph(file)).values())
                .filteredOn(node -> node.operator().equals("QuantizeLinear"))
                .hasSize(13);
        Map<String, double[]> expected = new ReferenceNetwork(rounded).run(SHAPE, input);
        try (OnnxModel model = OnnxModel.asWritten(file)) {
            model.run(SHAPE, input)
                    .forEach((name, actual) -> assertThat(
                                    RelativeL2.of(Objects.requireNonNull(expected.get(name)), actual))
                            .as(name)
                            .isLessThan(TIES));
        }
    }
}
