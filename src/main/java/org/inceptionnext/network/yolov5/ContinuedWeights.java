package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;

/**
 * A detector that goes on learning, perhaps other classes: then its last layers are new.
 *
 * @param weights not folded, with the eps that they were trained with
 * @param taken how many tensors the other detector gave
 * @param fresh the names of those that are new
 */
public record ContinuedWeights(Weights weights, int taken, List<String> fresh) {
    public ContinuedWeights {
        fresh = List.copyOf(fresh);
    }

    /**
     * Takes what fits.
     *
     * @param detector with the classes that are to be learned
     * @param trained of the same rows, with any number of classes
     * @param known whether the classes are those of the other detector, so that its last layers are worth keeping
     * @param seed of what is new
     * @throws WeightMismatchException if the tensors are not those of the network
     */
    public static ContinuedWeights of(Detector detector, Weights trained, boolean known, long seed)
            throws WeightMismatchException {
        Map<String, Tensor> initialized = StartingWeights.initialized(detector, new Random(seed));
        Map<String, Tensor> tensors = new LinkedHashMap<>(trained.tensors());
        List<String> fresh = new ArrayList<>();
        for (String name : head(detector.graph())) {
            Tensor own = initialized.get(name);
            if (own != null && !known) {
                tensors.put(name, own);
                fresh.add(name);
            }
        }
        Weights weights = Weights.bind(withEpsOf(trained.graph(), detector.graph()), tensors);
        return new ContinuedWeights(weights, tensors.size() - fresh.size(), fresh);
    }

    /** The parameters of the convolutions that make the raw maps. */
    private static List<String> head(Graph graph) {
        List<String> names = new ArrayList<>();
        Map<Object, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> producers.put(node.output(), node));
        graph.values(OutputKind.DETECTOR_MAPS).forEach(map -> {
            Node split = producers.get(map);
            Node convolution =
                    split == null ? null : producers.get(split.inputs().get(0));
            if (convolution != null) {
                convolution.operation().parameters().forEach(parameter -> names.add(parameter.name()));
            }
        });
        return names;
    }

    private static Graph withEpsOf(Graph trained, Graph graph) {
        Map<String, Double> eps = new HashMap<>();
        for (Node node : trained.nodes()) {
            if (node.operation() instanceof BatchNorm norm) {
                eps.put(node.scope(), norm.eps());
            }
        }
        return graph.withBatchNormEps(scope -> eps.getOrDefault(scope, ConvBlock.BATCH_NORM_EPS));
    }

    /** Returns such as {@code all 384 tensors taken}. */
    public String summary() {
        int all = weights.tensors().size();
        return fresh.isEmpty()
                ? "all " + all + " tensors taken"
                : taken + " of " + all + " tensors taken, the last layers are new";
    }
}
