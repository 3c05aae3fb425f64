package org.inceptionnext.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;

/** The least and the greatest number that each layer reads, by {@link ReferenceNetwork}. */
public final class ReferenceRanges {

    private ReferenceRanges() {}

    /** Returns the ranges of all layers that can be in 8 bits, for one image. */
    public static Quantization of(Weights balanced, NetworkGolden.Case image) {
        return of(balanced, image.input().shape(), image.inputElements());
    }

    /** Returns the ranges of all layers that can be in 8 bits, for one input of this shape. */
    public static Quantization of(Weights balanced, List<Long> shape, float[] elements) {
        List<Node> layers = Pass.quantizable(balanced);
        List<Value> inputs =
                layers.stream().map(node -> node.inputs().get(0)).distinct().toList();
        Graph graph = balanced.graph();
        Graph probed = new Graph(
                graph.input(), graph.nodes(), Map.of(OutputKind.PYRAMID, inputs), graph.parameters(), graph.parts());
        Map<String, double[]> values = new ReferenceNetwork(
                        Weights.of(probed, balanced.tensors(), balanced.foldedNormalization()))
                .run(shape, elements);
        List<String> names = OutputKind.PYRAMID.names(inputs.size());
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        for (Node layer : layers) {
            String name = names.get(inputs.indexOf(layer.inputs().get(0)));
            double[] numbers = Objects.requireNonNull(values.get(name));
            double min = Math.min(0, Arrays.stream(numbers).min().orElseThrow());
            double max = Math.max(0, Arrays.stream(numbers).max().orElseThrow());
            ranges.put(layer.scope(), new ActivationRange(min, max));
        }
        return new Quantization(ranges, List.of(), "least and greatest", "one image");
    }
}
