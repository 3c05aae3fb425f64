package org.inceptionnext.compile;

import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;

/** The messages of {@code onnx.proto} that a network needs, with the field numbers that ONNX gave them for good. */
final class OnnxProto {

    private OnnxProto() {}

    private static final class ModelProto {
        static final int IR_VERSION = 1;
        static final int PRODUCER_NAME = 2;
        static final int PRODUCER_VERSION = 3;
        static final int GRAPH = 7;
        static final int OPSET_IMPORT = 8;
        static final int METADATA_PROPS = 14;
    }

    private static final class OperatorSetIdProto {
        static final int VERSION = 2;
    }

    private static final class StringStringEntryProto {
        static final int KEY = 1;
        static final int VALUE = 2;
    }

    private static final class GraphProto {
        static final int NODE = 1;
        static final int NAME = 2;
        static final int INITIALIZER = 5;
        static final int INPUT = 11;
        static final int OUTPUT = 12;
    }

    private static final class NodeProto {
        static final int INPUT = 1;
        static final int OUTPUT = 2;
        static final int NAME = 3;
        static final int OP_TYPE = 4;
        static final int ATTRIBUTE = 5;
    }

    private static final class AttributeProto {
        static final int NAME = 1;
        static final int F = 2;
        static final int I = 3;
        static final int S = 4;
        static final int INTS = 8;
        static final int TYPE = 20;
        static final int TYPE_FLOAT = 1;
        static final int TYPE_INT = 2;
        static final int TYPE_STRING = 3;
        static final int TYPE_INTS = 7;
    }

    private static final class TensorProto {
        static final int DIMS = 1;
        static final int DATA_TYPE = 2;
        static final int NAME = 8;
        static final int RAW_DATA = 9;
    }

    private static final class ValueInfoProto {
        static final int NAME = 1;
        static final int TYPE = 2;
    }

    private static final class TypeProto {
        static final int TENSOR_TYPE = 1;
        static final int TENSOR_ELEM_TYPE = 1;
        static final int TENSOR_SHAPE = 2;
    }

    private static final class TensorShapeProto {
        static final int DIM = 1;
        static final int DIM_VALUE = 1;
        static final int DIM_PARAM = 2;
    }

    /**
     * Who wrote a model.
     *
     * @param version absent where the library runs from no jar
     */
    record Producer(String name, Optional<String> version) {}

    /** Versions of the format and of the operators. */
    record Versions(int ir, int opset) {}

    static ProtoMessage model(Producer producer, Versions versions, ProtoMessage graph) {
        ProtoMessage model = new ProtoMessage()
                .integer(ModelProto.IR_VERSION, versions.ir())
                .text(ModelProto.PRODUCER_NAME, producer.name());
        producer.version().ifPresent(version -> model.text(ModelProto.PRODUCER_VERSION, version));
        return model.message(ModelProto.GRAPH, graph)
                .message(
                        ModelProto.OPSET_IMPORT,
                        new ProtoMessage().integer(OperatorSetIdProto.VERSION, versions.opset()));
    }

    static void addMetadata(ProtoMessage model, String key, String value) {
        model.message(
                ModelProto.METADATA_PROPS,
                new ProtoMessage().text(StringStringEntryProto.KEY, key).text(StringStringEntryProto.VALUE, value));
    }

    /** All messages of a graph. */
    record GraphParts(
            List<ProtoMessage> nodes,
            List<ProtoMessage> initializers,
            List<ProtoMessage> inputs,
            List<ProtoMessage> outputs) {}

    static ProtoMessage graph(String name, GraphParts parts) {
        ProtoMessage graph = new ProtoMessage();
        parts.nodes().forEach(node -> graph.message(GraphProto.NODE, node));
        graph.text(GraphProto.NAME, name);
        parts.initializers().forEach(tensor -> graph.message(GraphProto.INITIALIZER, tensor));
        parts.inputs().forEach(input -> graph.message(GraphProto.INPUT, input));
        parts.outputs().forEach(output -> graph.message(GraphProto.OUTPUT, output));
        return graph;
    }

    static ProtoMessage node(OnnxNode node) {
        ProtoMessage message = new ProtoMessage();
        node.inputs().forEach(input -> message.text(NodeProto.INPUT, input));
        node.outputs().forEach(output -> message.text(NodeProto.OUTPUT, output));
        message.text(NodeProto.NAME, node.name()).text(NodeProto.OP_TYPE, node.operator());
        node.attributes().forEach(attribute -> message.message(NodeProto.ATTRIBUTE, attribute));
        return message;
    }

    static ProtoMessage attribute(String name, long value) {
        return new ProtoMessage()
                .text(AttributeProto.NAME, name)
                .integer(AttributeProto.I, value)
                .integer(AttributeProto.TYPE, AttributeProto.TYPE_INT);
    }

    static ProtoMessage attribute(String name, double value) {
        return new ProtoMessage()
                .text(AttributeProto.NAME, name)
                .real(AttributeProto.F, (float) value)
                .integer(AttributeProto.TYPE, AttributeProto.TYPE_FLOAT);
    }

    static ProtoMessage attribute(String name, String value) {
        return new ProtoMessage()
                .text(AttributeProto.NAME, name)
                .text(AttributeProto.S, value)
                .integer(AttributeProto.TYPE, AttributeProto.TYPE_STRING);
    }

    static ProtoMessage attribute(String name, List<Integer> values) {
        ProtoMessage message = new ProtoMessage().text(AttributeProto.NAME, name);
        values.forEach(value -> message.integer(AttributeProto.INTS, value));
        return message.integer(AttributeProto.TYPE, AttributeProto.TYPE_INTS);
    }

    static ProtoMessage tensor(Tensor tensor) {
        ProtoMessage message = new ProtoMessage();
        tensor.shape().forEach(size -> message.integer(TensorProto.DIMS, size));
        return message.integer(TensorProto.DATA_TYPE, dataType(tensor.dtype()))
                .text(TensorProto.NAME, tensor.name())
                .elements(TensorProto.RAW_DATA, tensor);
    }

    /**
     * An input or output of float32.
     *
     * @param dimensions a {@code Long} for a known size, a name for one that is known when the model runs
     */
    static ProtoMessage floats(String name, List<Dimension> dimensions) {
        ProtoMessage shape = new ProtoMessage();
        dimensions.forEach(dimension -> shape.message(TensorShapeProto.DIM, dimension.message()));
        ProtoMessage type = new ProtoMessage()
                .integer(TypeProto.TENSOR_ELEM_TYPE, dataType(DType.F32))
                .message(TypeProto.TENSOR_SHAPE, shape);
        return new ProtoMessage()
                .text(ValueInfoProto.NAME, name)
                .message(ValueInfoProto.TYPE, new ProtoMessage().message(TypeProto.TENSOR_TYPE, type));
    }

    /** One dimension of an input or output. */
    record Dimension(ProtoMessage message) {

        /** A size that is known when the model is written. */
        static Dimension of(long size) {
            return new Dimension(new ProtoMessage().integer(TensorShapeProto.DIM_VALUE, size));
        }

        /** A size that is known when the model runs; one name stands for one size. */
        static Dimension of(String name) {
            return new Dimension(new ProtoMessage().text(TensorShapeProto.DIM_PARAM, name));
        }
    }

    /** The number of a type in {@code TensorProto.DataType}. */
    static int dataType(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case U8 -> 2;
            case I8 -> 3;
            case I64 -> 7;
            case F16 -> 10;
            default -> throw new IllegalArgumentException("no network here has tensors of " + dtype + " in ONNX");
        };
    }
}
