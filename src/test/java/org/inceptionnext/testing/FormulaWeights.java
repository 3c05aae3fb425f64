package org.inceptionnext.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;

/** The weights of the goldens for a whole network. */
public final class FormulaWeights {

    private FormulaWeights() {}

    /** Returns a checkpoint of the network in state-dict order, ready to be changed, written or bound. */
    public static Map<String, Tensor> checkpoint(Graph graph) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            tensors.put(parameter.name(), new FormulaTensor(parameter.name(), parameter.shape()));
        }
        return tensors;
    }

    /** Returns a published network, {@code pico}, {@code tiny} ..., with these weights. */
    public static Weights ofVariant(String variant) {
        NetworkDefinition definition = NetworkCatalog.builtin().get("inceptionnext_" + variant);
        return of(definition.graph(definition.defaultOptions()));
    }

    /** Returns a detector with the backbone {@code pico}, {@code tiny} ..., for three classes, with these weights. */
    public static Weights ofDetector(String variant) {
        Detector detector =
                Yolov5Family.builtin().get("yolov5_inceptionnext_" + variant).detector(new NetworkOptions(3, 3));
        return of(detector.graph(), detector.initialAnchors());
    }

    /** Returns the network with these weights, and with tensors that have no formula, such as a detector's anchors. */
    public static Weights of(Graph graph, Tensor... others) {
        Map<String, Tensor> tensors = checkpoint(graph);
        for (Tensor other : others) {
            tensors.put(other.name(), other);
        }
        try {
            return Weights.bind(graph, tensors);
        } catch (WeightMismatchException e) {
            throw new AssertionError(e);
        }
    }
}
