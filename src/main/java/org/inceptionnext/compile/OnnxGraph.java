package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.compile.OnnxProto.Dimension;
import org.inceptionnext.compile.OnnxProto.GraphParts;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.AnchorMap;
import org.inceptionnext.network.Value.Shape.Boxes;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Weights;

/**
 * A network as an ONNX graph: the nodes and initialisers that some of its outputs need.
 *
 * <p>Parameters keep their keys, values are called by the scope and the operator that make them, such as
 * {@code stages.0.blocks.0.mlp.fc1/Conv}, and outputs by their names. Where the network computes in another type than
 * float32, it does so between a cast of the input and casts of the outputs.
 */
final class OnnxGraph {
    private static final String NAME = "inceptionnext";
    private static final String INPUT = "input";

    private final Weights weights;
    private final DType dtype;
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final Map<Value, String> names = new HashMap<>();
    private final Map<String, String> outputNames = new HashMap<>();
    private final Map<String, Integer> calledBefore = new HashMap<>();
    private final List<ProtoMessage> results = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if an output is not one of the network's, is named twice, or none is named
     */
    OnnxGraph(Weights weights, List<OutputKind> outputs, DType dtype, Optional<OnnxEnding> ending) {
        this.weights = weights;
        this.dtype = dtype;
        Graph graph = weights.graph();
        for (OutputKind output : outputs) {
            List<Value> values = graph.values(output);
            List<String> valueNames = output.names(values.size());
            for (int i = 0; i < values.size(); i++) {
                if (this.outputs.put(valueNames.get(i), values.get(i)) != null) {
                    throw new IllegalArgumentException("output " + output + " is named twice");
                }
            }
        }
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "no output is named; there are " + graph.outputs().keySet());
        }
        names.put(graph.input(), dtype == DType.F32 ? INPUT : new Scope(INPUT).cast(INPUT, dtype));
        for (Node node : graph.nodesFor(this.outputs.values())) {
            OnnxOperation operation = new OnnxOperation(new Scope(node.scope()), node);
            names.put(node.output(), node.operation().accept(operation));
        }
        if (ending.isPresent()) {
            end(ending.get());
        } else {
            this.outputs.forEach(this::nameOutput);
        }
    }

    /** What the ending makes of the network's only output is the only output then. */
    private void end(OnnxEnding ending) {
        Value value = outputs.values().iterator().next();
        Scope scope = new Scope(ending.output());
        String value32 = isFloat32(value) ? name(value) : scope.cast(name(value), DType.F32);
        outputNames.put(new OnnxEndingNodes(scope).append(ending, value32), ending.output());
        results.add(OnnxProto.floats(ending.output(), OnnxEndingNodes.dimensions(ending, value.channels())));
    }

    /** The value itself takes the output's name if it is float32 and not an output already; else a copy does. */
    private void nameOutput(String output, Value value) {
        String name = name(value);
        boolean isFree = !value.equals(weights.graph().input()) && !outputNames.containsKey(name);
        outputNames.put(isFloat32(value) && isFree ? name : new Scope(output).cast(name, DType.F32), output);
        results.add(OnnxProto.floats(output, dimensions(value, output + "_")));
    }

    private boolean isFloat32(Value value) {
        return dtype == DType.F32 || value.shape() instanceof Boxes;
    }

    private String name(Value value) {
        return Optional.ofNullable(names.get(value)).orElseThrow();
    }

    /** Returns the graph as a message; tensors are read when it is written. */
    ProtoMessage message() {
        Value input = weights.graph().input();
        return OnnxProto.graph(
                NAME,
                new GraphParts(
                        nodes.stream()
                                .map(node -> OnnxProto.node(node.renamed(outputNames)))
                                .toList(),
                        initializers.values().stream().map(OnnxProto::tensor).toList(),
                        List.of(OnnxProto.floats(INPUT, dimensions(input, ""))),
                        results));
    }

    /** Sizes that are open until the model runs have a name, which begins with {@code prefix} unless all share it. */
    private static List<Dimension> dimensions(Value value, String prefix) {
        Dimension batch = Dimension.of("batch");
        Dimension channels = Dimension.of(value.channels());
        Dimension height = Dimension.of(prefix + "height");
        Dimension width = Dimension.of(prefix + "width");
        if (value.shape() instanceof FeatureMap) {
            return List.of(batch, channels, height, width);
        }
        if (value.shape() instanceof AnchorMap map) {
            return List.of(batch, Dimension.of(map.anchors()), height, width, channels);
        }
        return value.shape() instanceof Boxes
                ? List.of(batch, Dimension.of("boxes"), channels)
                : List.of(batch, channels);
    }

    /** Returns how many nodes have had this name before. */
    private int namesakes(String name) {
        return calledBefore.merge(name, 1, Integer::sum) - 1;
    }

    /** The calls of one operation, whose names begin with its scope. */
    private final class Scope implements OnnxOperation.Calls {
        private final String scope;

        Scope(String scope) {
            this.scope = scope;
        }

        @Override
        public String value(Value value) {
            return name(value);
        }

        @Override
        public String parameter(Parameter parameter) {
            Tensor tensor = weights.tensor(parameter);
            // Boxes are decoded in float32, so anchors keep it; 8 bits are 8 bits.
            DType kept = parameter.role() == Role.ANCHORS ? DType.F32 : dtype;
            Tensor cast = parameter.dtype() == DType.I8 ? tensor : Tensors.cast(tensor, kept);
            return constant(Tensors.renamed(cast, parameter.name()));
        }

        @Override
        public String constant(Tensor tensor) {
            initializers.putIfAbsent(tensor.name(), tensor);
            return tensor.name();
        }

        @Override
        public List<String> call(String operator, List<String> inputs, int outputCount, ProtoMessage... attributes) {
            String place = scope.isEmpty() ? operator : scope + "/" + operator;
            int namesakes = namesakes(place);
            String name = namesakes == 0 ? place : place + "_" + namesakes;
            List<String> made = outputCount == 1
                    ? List.of(name)
                    : IntStream.range(0, outputCount)
                            .mapToObj(i -> name + ":" + i)
                            .toList();
            nodes.add(new OnnxNode(name, operator, inputs, made, List.of(attributes)));
            return made;
        }

        @Override
        public DType dtype() {
            return dtype;
        }
    }
}
