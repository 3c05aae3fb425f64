package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;

/**
 * The tensors of a checkpoint beside the parameters that a graph declares.
 *
 * @param fitting how many parameters have a tensor of their name, shape and kind of number
 * @param missing parameters without a tensor, in state-dict order
 * @param unexpected names of tensors that the graph does not declare, in the checkpoint's order
 * @param mismatched parameters whose tensor has another shape or kind of number, in state-dict order
 */
public record WeightComparison(
        int fitting, List<Parameter> missing, List<String> unexpected, List<Mismatch> mismatched) {

    public WeightComparison {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        mismatched = List.copyOf(mismatched);
    }

    /**
     * A tensor that cannot take its parameter's place.
     *
     * @param expected what the graph declares
     * @param dtype the tensor's type
     * @param shape the tensor's shape
     */
    public record Mismatch(Parameter expected, DType dtype, List<Long> shape) {

        public Mismatch {
            shape = List.copyOf(shape);
        }
    }

    /**
     * Compares names, shapes and dtypes; no element is read. A floating-point parameter takes F64, F32, F16 and BF16.
     *
     * @param graph what is needed
     * @param tensors what is there, by name, any common prefix stripped
     */
    public static WeightComparison of(Graph graph, Map<String, Tensor> tensors) {
        int fitting = 0;
        List<Parameter> missing = new ArrayList<>();
        List<Mismatch> mismatched = new ArrayList<>();
        Set<String> declared = new HashSet<>();
        for (Parameter parameter : graph.parameters()) {
            declared.add(parameter.name());
            Tensor tensor = tensors.get(parameter.name());
            if (tensor == null) {
                missing.add(parameter);
            } else if (fits(parameter, tensor)) {
                fitting++;
            } else {
                mismatched.add(new Mismatch(parameter, tensor.dtype(), tensor.shape()));
            }
        }
        List<String> unexpected = tensors.keySet().stream()
                .filter(name -> !declared.contains(name))
                .toList();
        return new WeightComparison(fitting, missing, unexpected, mismatched);
    }

    /** Returns whether the checkpoint has exactly what the graph needs. */
    public boolean isExact() {
        return differences() == 0;
    }

    /** Returns how many names are missing, unexpected or mismatched. */
    public int differences() {
        return missing.size() + unexpected.size() + mismatched.size();
    }

    private static boolean fits(Parameter parameter, Tensor tensor) {
        return tensor.shape().equals(parameter.shape()) && fits(parameter.dtype(), tensor.dtype());
    }

    private static boolean fits(DType declared, DType found) {
        return switch (found) {
            case F64, F32, F16, BF16 -> declared.isFloatingPoint();
            default -> found == declared;
        };
    }
}
