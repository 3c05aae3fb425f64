package org.inceptionnext.compile;

import java.util.List;
import java.util.Map;

/**
 * A call of an ONNX operator.
 *
 * @param name unique in its graph
 * @param operator such as {@code Conv}
 * @param inputs names of values made before, of initialisers or of the graph's input; empty for one that is left out
 * @param outputs names of the values it makes
 * @param attributes the operator's settings
 */
record OnnxNode(
        String name, String operator, List<String> inputs, List<String> outputs, List<ProtoMessage> attributes) {

    OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }

    /** Returns this call with other names for some values. */
    OnnxNode renamed(Map<String, String> newNames) {
        return new OnnxNode(name, operator, renamed(inputs, newNames), renamed(outputs, newNames), attributes);
    }

    private static List<String> renamed(List<String> names, Map<String, String> newNames) {
        return names.stream().map(name -> newNames.getOrDefault(name, name)).toList();
    }
}
