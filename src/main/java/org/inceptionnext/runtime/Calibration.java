package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.ActivationHistogram;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;

/** What the layers of a network read that can be in 8 bits, gathered while pictures go through it in float32. */
public final class Calibration implements AutoCloseable {
    private final List<Node> layers;
    private final List<Value> inputs;
    private final List<ActivationHistogram> histograms = new ArrayList<>();
    private final CompiledModel model;
    private final NDManager manager;

    private Calibration(List<Node> layers, List<Value> inputs, CompiledModel model) {
        this.layers = layers;
        this.inputs = inputs;
        this.model = model;
        this.manager = NDManager.newBaseManager(Device.cpu(), PtEngine.ENGINE_NAME);
        inputs.forEach(input -> histograms.add(new ActivationHistogram()));
    }

    /**
     * Prepares to watch a network.
     *
     * @param weights the network, readable until this is closed
     * @param inputSize the size of its pictures
     * @throws IllegalArgumentException if it has no layer that can be in 8 bits
     * @throws IOException if the weights cannot be read
     */
    public static Calibration of(Weights weights, Size inputSize) throws IOException {
        Weights balanced = Pass.balancing().apply(weights);
        List<Node> layers = Pass.quantizable(balanced);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("the network has no layer that can be in 8 bits");
        }
        List<Value> inputs =
                layers.stream().map(node -> node.inputs().get(0)).distinct().toList();
        Graph graph = balanced.graph();
        Map<OutputKind, List<Value>> outputs = new LinkedHashMap<>(graph.outputs());
        outputs.put(OutputKind.PYRAMID, inputs);
        Graph watched = new Graph(graph.input(), graph.nodes(), outputs, graph.parameters(), graph.parts());
        ModelCompiler.Options options = new ModelCompiler.Options(DType.F32, CompiledForm.PORTABLE, inputSize);
        try (ModelCompiler compiler = ModelCompiler.compile(
                Weights.of(watched, balanced.tensors(), balanced.foldedNormalization()), options, false)) {
            return new Calibration(layers, inputs, compiler.load(Device.cpu()));
        }
    }

    /**
     * Takes a picture in.
     *
     * @param numbers the network's input, channel by channel and row by row
     * @param size its height and width
     */
    public void add(float[] numbers, Size size) {
        try (NDManager scope = manager.newSubManager()) {
            int channels = model.graph().input().channels();
            NDArray picture = scope.create(numbers, new Shape(1, channels, size.height(), size.width()));
            NDList values = model.run(OutputKind.PYRAMID, picture);
            for (int i = 0; i < values.size(); i++) {
                histograms.get(i).add(values.get(i).toFloatArray());
            }
        }
    }

    /**
     * Returns the range of each layer's input, by the layer's scope.
     *
     * @param choice how a range is chosen
     */
    public Map<String, ActivationRange> ranges(Function<ActivationHistogram, ActivationRange> choice) {
        Map<Value, ActivationRange> chosen = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            chosen.put(inputs.get(i), choice.apply(histograms.get(i)));
        }
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        layers.forEach(node -> {
            ActivationRange range = chosen.get(node.inputs().get(0));
            if (range != null) {
                ranges.put(node.scope(), range);
            }
        });
        return ranges;
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }
}
