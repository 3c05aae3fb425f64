package org.inceptionnext.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.Collectors;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;

/**
 * Says which of a network's outputs is wanted. DJL's convention: an array called {@code module_method:NAME} in the input list
 * selects a method of a TorchScript module; only its name counts.
 */
public final class OutputSelector {
    private static final String PREFIX = "module_method:";

    private OutputSelector() {}

    /** Makes the array that selects an output when it stands in an input list. */
    public static NDArray of(OutputKind output, NDManager manager) {
        NDArray array = manager.create(0f);
        array.setName(PREFIX + output.label());
        return array;
    }

    /** Returns whether an array of an input list selects an output, and is no picture. */
    public static boolean isSelector(NDArray array) {
        return array.getName() != null && array.getName().startsWith(PREFIX);
    }

    /**
     * Returns the output that an array selects, by its label or by the name of its method, such as {@code forward}.
     *
     * @throws IllegalArgumentException if the network does not have it; the message names those that it has
     */
    public static OutputKind selected(NDArray array, Graph graph) {
        String name = array.getName().substring(PREFIX.length());
        for (OutputKind output : graph.outputs().keySet()) {
            if (name.equals(output.label()) || name.equals(TorchScript.methodName(graph, output))) {
                return output;
            }
        }
        String there = graph.outputs().keySet().stream()
                .map(output -> TorchScript.methodName(graph, output))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no method " + name + "; there are " + there);
    }
}
