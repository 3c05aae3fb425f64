package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a model, read by protobuf's own reader; the field numbers are copied from onnx.proto once more. */
class OnnxFileTest {
    private static final int IR_VERSION = 1;
    private static final int PRODUCER_NAME = 2;
    private static final int GRAPH = 7;
    private static final int OPSET_IMPORT = 8;
    private static final int OPSET_VERSION = 2;
    private static final int NODE = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int NODE_DOMAIN = 7;
    private static final int INITIALIZER = 5;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_DATA_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW_DATA = 9;
    private static final long FLOAT = 1;
    private static final long INT64 = 7;
    private static final long FLOAT16 = 10;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TENSOR_TYPE = 1;
    private static final int ELEM_TYPE = 1;
    private static final int SHAPE = 2;
    private static final int DIM = 1;
    private static final int DIM_VALUE = 1;
    private static final int DIM_PARAM = 2;

    private static final Weights PICO = pico();

    @TempDir
    private Path folder;

    /** A message whose fields are known by their numbers only. */
    private record Message(UnknownFieldSet fields) {

        static Message read(ByteString bytes) {
            try {
                return new Message(UnknownFieldSet.parseFrom(bytes));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }

        List<ByteString> bytes(int field) {
            return fields.getField(field).getLengthDelimitedList();
        }

        List<Message> messages(int field) {
            return bytes(field).stream().map(Message::read).toList();
        }

        Message message(int field) {
            assertThat(bytes(field)).hasSize(1);
            return read(bytes(field).get(0));
        }

        List<String> texts(int field) {
            return bytes(field).stream().map(ByteString::toStringUtf8).toList();
        }

        String text(int field) {
            assertThat(bytes(field)).hasSize(1);
            return texts(field).get(0);
        }

        List<Long> integers(int field) {
            return fields.getField(field).getVarintList();
        }

        boolean has(int field) {
            return fields.hasField(field);
        }
    }

    @Test
    void headSaysFormatOperatorsAndProducer() throws IOException {
        Message model = write(PICO, List.of(OutputKind.LOGITS), DType.F32);
        assertThat(model.integers(IR_VERSION)).containsExactly(8L);
        assertThat(model.text(PRODUCER_NAME)).isEqualTo("inceptionnext-zoo");
        assertThat(model.message(OPSET_IMPORT).integers(OPSET_VERSION)).containsExactly(17L);
        assertThat(model.message(GRAPH).messages(NODE)).isNotEmpty().noneMatch(node -> node.has(NODE_DOMAIN));
    }

    @Test
    void parametersKeepTheirNamesShapesAndElements() throws IOException {
        Map<String, Message> initializers = initializers(write(PICO, List.of(OutputKind.LOGITS), DType.F32));
        for (Parameter parameter : PICO.graph().parameters()) {
            if (parameter.role() == Role.BATCH_COUNTER) {
                assertThat(initializers).doesNotContainKey(parameter.name());
            } else {
                Tensor tensor = PICO.tensor(parameter);
                assertThat(initializers.get(parameter.name()))
                        .as(parameter.name())
                        .satisfies(found -> {
                            assertThat(found.integers(TENSOR_DIMS)).isEqualTo(parameter.shape());
                            assertThat(found.integers(TENSOR_DATA_TYPE)).containsExactly(FLOAT);
                            assertThat(found.bytes(TENSOR_RAW_DATA))
                                    .containsExactly(ByteString.copyFrom(tensor.bytes()));
                        });
            }
        }
    }

    @Test
    void halfPrecisionRoundsEveryParameter() throws IOException {
        Map<String, Message> initializers = initializers(write(PICO, List.of(OutputKind.LOGITS), DType.F16));
        initializers.forEach((name, tensor) -> assertThat(tensor.integers(TENSOR_DATA_TYPE))
                .as(name)
                .containsExactly(name.startsWith("I64") ? INT64 : FLOAT16));
        Parameter parameter = PICO.graph().parameters().get(0);
        Tensor rounded = Tensors.cast(PICO.tensor(parameter), DType.F16);
        assertThat(initializers.get(parameter.name()))
                .satisfies(found ->
                        assertThat(found.bytes(TENSOR_RAW_DATA)).containsExactly(ByteString.copyFrom(rounded.bytes())));
    }

    @Test
    void nodesAreCalledByTheirScopesAndNoNameComesTwice() throws IOException {
        List<Message> nodes = write(PICO, List.of(OutputKind.PYRAMID, OutputKind.LOGITS), DType.F32)
                .message(GRAPH)
                .messages(NODE);
        assertThat(nodes)
                .extracting(node -> node.text(NODE_NAME))
                .contains("stem.0/Conv", "stages.1.blocks.0.mlp.act/Erf", "head.norm/Sqrt")
                .doesNotHaveDuplicates();
        assertThat(nodes)
                .flatExtracting(node -> node.texts(NODE_OUTPUT))
                .contains("stem.0/Conv", "features_3", "logits")
                .doesNotHaveDuplicates();
    }

    @Test
    void batchHeightAndWidthAreOpen() throws IOException {
        Message graph = write(PICO, List.of(OutputKind.PYRAMID, OutputKind.EMBEDDING), DType.F16)
                .message(GRAPH);
        assertThat(signatures(graph, INPUT)).containsExactly("input [batch, 3, height, width]");
        assertThat(signatures(graph, OUTPUT))
                .contains("features_2 [batch, 48, features_2_height, features_2_width]", "embedding [batch, 64]")
                .hasSize(5);
    }

    @Test
    void onlyWhatTheOutputsNeedIsWritten() throws IOException {
        Set<String> names = new HashSet<>(initializers(write(PICO, List.of(OutputKind.EMBEDDING), DType.F32))
                .keySet());
        names.removeIf(name -> name.startsWith("F32") || name.startsWith("I64"));
        assertThat(names)
                .isEqualTo(new HashSet<>(PICO.graph().parameters().stream()
                        .filter(parameter -> parameter.role() != Role.BATCH_COUNTER)
                        .map(Parameter::name)
                        .filter(name -> !name.startsWith("head."))
                        .toList()));
    }

    @Test
    void oneValueMayBeSeveralOutputs() throws IOException {
        GraphBuilder net = GraphBuilder.forMaps(2, 1);
        Value doubled = net.add(net.input(), net.input());
        net.output(OutputKind.EMBEDDING, net.input());
        net.output(OutputKind.PRE_LOGITS, doubled);
        net.output(OutputKind.LOGITS, doubled);
        Path file = folder.resolve("model.onnx");
        Onnx.write(
                FormulaWeights.of(net.build()),
                List.of(OutputKind.LOGITS, OutputKind.PRE_LOGITS, OutputKind.EMBEDDING),
                DType.F32,
                file);
        try (OnnxModel model = new OnnxModel(file)) {
            Map<String, float[]> outputs = model.run(List.of(1L, 2L, 1L, 1L), new float[] {3, 4});
            assertThat(outputs.keySet()).containsExactly("logits", "pre_logits", "embedding");
            assertThat(outputs.get("pre_logits")).containsExactly(6, 8);
            assertThat(outputs.get("logits")).containsExactly(6, 8);
            assertThat(outputs.get("embedding")).containsExactly(3, 4);
        }
    }

    @Test
    void foldedNormalizationIsSaid() throws IOException {
        InputNormalization normalization = new InputNormalization(List.of(0.5, 0.4, 0.3), List.of(0.2, 0.25, 0.3));
        Path file = folder.resolve("model.onnx");
        Onnx.write(Pass.foldingNormalization(normalization).apply(PICO), List.of(OutputKind.LOGITS), DType.F32, file);
        try (OnnxModel model = new OnnxModel(file)) {
            assertThat(model.metadata())
                    .containsExactly(Map.entry(
                            Onnx.FOLDED_NORMALIZATION, "the normalisation (x - [0.5, 0.4, 0.3]) / [0.2, 0.25, 0.3]"));
        }
        Onnx.write(PICO, List.of(OutputKind.LOGITS), DType.F32, file);
        try (OnnxModel model = new OnnxModel(file)) {
            assertThat(model.metadata()).isEmpty();
        }
    }

    @Test
    void sameNetworkGivesTheSameBytes() throws IOException {
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        Onnx.write(pico(), List.of(OutputKind.LOGITS, OutputKind.PYRAMID), DType.F32, first);
        Onnx.write(pico(), List.of(OutputKind.LOGITS, OutputKind.PYRAMID), DType.F32, second);
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void outputsAreTheNetworksAndNamedOnce() {
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> Onnx.write(PICO, List.of(OutputKind.LOGITS, OutputKind.PREDICTIONS), DType.F32, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no output predictions; there are [features,");
        assertThatThrownBy(() -> Onnx.write(
                        PICO, List.of(OutputKind.LOGITS, OutputKind.EMBEDDING, OutputKind.LOGITS), DType.F32, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output logits is named twice");
        assertThatThrownBy(() -> Onnx.write(PICO, List.of(), DType.F32, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no output is named; there are [features,");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void modelBeyondWhatProtobufHoldsIsRefusedBeforeAnythingIsRead() throws WeightMismatchException {
        GraphBuilder net = GraphBuilder.forMaps(40_000, 32);
        net.output(OutputKind.LOGITS, net.in("fc").linear(net.globalAveragePool(net.input()), 20_000));
        Graph graph = net.build();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        graph.parameters().forEach(p -> tensors.put(p.name(), new Unreadable(p.name(), p.shape())));
        Weights weights = Weights.bind(graph, tensors);
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> Onnx.write(weights, List.of(OutputKind.LOGITS), DType.F32, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "the ONNX model would have 32000[0-9]{5} bytes, but protobuf holds at most 2147483647;"
                                + " write it in F16");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void unreadableTensorLeavesTheOldModel() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.writeString(file, "the old one");
        Weights weights = FormulaWeights.of(PICO.graph(), new Unreadable("head.fc2.bias", List.of(10L)));
        assertThatThrownBy(() -> Onnx.write(weights, List.of(OutputKind.LOGITS), DType.F32, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " could not be written: head.fc2.bias cannot be read");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
        assertThat(file).hasContent("the old one");
    }

    /** A tensor whose elements fail. */
    private record Unreadable(String name, List<Long> shape) implements Tensor {

        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            throw new IOException(name + " cannot be read");
        }

        @Override
        public ByteBuffer bytes() throws IOException {
            throw new IOException(name + " cannot be read");
        }

        @Override
        public float[] floats() throws IOException {
            throw new IOException(name + " cannot be read");
        }
    }

    private static Weights pico() {
        NetworkDefinition definition = NetworkCatalog.builtin().get("inceptionnext_pico");
        return FormulaWeights.of(definition.graph(definition.defaultOptions()));
    }

    private Message write(Weights weights, List<OutputKind> outputs, DType dtype) throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(weights, outputs, dtype, file);
        return Message.read(ByteString.copyFrom(Files.readAllBytes(file)));
    }

    private static Map<String, Message> initializers(Message model) {
        Map<String, Message> initializers = new LinkedHashMap<>();
        for (Message tensor : model.message(GRAPH).messages(INITIALIZER)) {
            assertThat(initializers.put(tensor.text(TENSOR_NAME), tensor)).isNull();
        }
        return initializers;
    }

    /** Names and sizes of the inputs or outputs, all of which are float32. */
    private static List<String> signatures(Message graph, int field) {
        return graph.messages(field).stream()
                .map(value -> {
                    Message type = value.message(VALUE_TYPE).message(TENSOR_TYPE);
                    assertThat(type.integers(ELEM_TYPE)).containsExactly(FLOAT);
                    List<String> sizes = type.message(SHAPE).messages(DIM).stream()
                            .map(dim -> dim.has(DIM_PARAM)
                                    ? dim.text(DIM_PARAM)
                                    : dim.integers(DIM_VALUE).get(0).toString())
                            .toList();
                    return value.text(VALUE_NAME) + " " + sizes;
                })
                .toList();
    }
}
