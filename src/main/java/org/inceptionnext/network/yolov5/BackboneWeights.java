package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.WeightComparison;

/**
 * A classifier's weights as those of a detector's backbone, from which training can begin.
 *
 * <p>A classifier was trained with an eps of 1e-5 in its batch normalisations ({@link Detector#withBackboneEps}) and on
 * normalised images; who takes its weights takes over both.
 *
 * @param tensors by the detector's names, {@code model.0.stem.0.weight}
 * @param needed how many tensors the backbone has
 * @param leftOut the classifier's tensors that a backbone has no place for: those of its head
 * @param unfit the backbone's parameters for which the classifier has no tensor of that shape
 */
public record BackboneWeights(Map<String, Tensor> tensors, int needed, List<String> leftOut, List<String> unfit) {
    private static final String PREFIX = RowAssembly.BACKBONE_SCOPE + ".";

    public BackboneWeights {
        tensors = Map.copyOf(tensors);
        leftOut = List.copyOf(leftOut);
        unfit = List.copyOf(unfit);
    }

    /**
     * Picks the backbone's tensors out of a classifier's checkpoint. No element is read.
     *
     * @param detector whose first row is the classifier's network
     * @param classifier the checkpoint's tensors by name, any common prefix stripped
     */
    public static BackboneWeights of(Detector detector, Map<String, Tensor> classifier) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        classifier.forEach((name, tensor) -> renamed.put(PREFIX + name, Tensors.renamed(tensor, PREFIX + name)));
        WeightComparison comparison = WeightComparison.of(detector.graph(), renamed);
        List<String> unfit = new ArrayList<>();
        comparison.missing().stream()
                .map(Parameter::name)
                .filter(BackboneWeights::isBackbone)
                .forEach(unfit::add);
        comparison
                .mismatched()
                .forEach(mismatch -> unfit.add(mismatch.expected().name()));
        Map<String, Tensor> taken = new LinkedHashMap<>(renamed);
        taken.keySet().removeAll(comparison.unexpected());
        taken.keySet().removeAll(unfit);
        int needed = (int) detector.graph().parameters().stream()
                .filter(parameter -> isBackbone(parameter.name()))
                .count();
        List<String> leftOut = comparison.unexpected().stream()
                .map(name -> name.substring(PREFIX.length()))
                .toList();
        return new BackboneWeights(taken, needed, leftOut, unfit);
    }

    static boolean isBackbone(String parameter) {
        return parameter.startsWith(PREFIX);
    }

    /** Returns {@code 316 of 316 tensors of the backbone; 6 of the classifier are left out: head.fc1.weight, ...}. */
    public String summary() {
        String loaded = tensors.size() + " of " + needed + " tensors of the backbone";
        return leftOut.isEmpty()
                ? loaded
                : loaded + "; " + leftOut.size() + " of the classifier are left out: " + String.join(", ", leftOut);
    }
}
