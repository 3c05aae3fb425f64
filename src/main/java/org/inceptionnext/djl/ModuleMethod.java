package org.inceptionnext.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.inceptionnext.network.Graph;

/** The methods of compiled modules. A classifier has all but {@link #RAW}, a detector {@link #FORWARD} and {@link #RAW}. */
enum ModuleMethod {
    /**
     * What the network is for. A classifier's logits: (batch, classes). A detector's boxes before any is suppressed: (batch,
     * boxes, 5 + classes).
     */
    FORWARD("forward"),
    /** The pooled feature map, DJL's and timm's embedding: (batch, channels). */
    EMBEDDING("embedding"),
    /** What the classifier reads: (batch, 3 x channels). */
    PRE_LOGITS("pre_logits"),
    /** The feature maps of strides 4, 8, 16, 32: each (batch, channels, height, width). */
    FEATURES("features"),
    /** A detector's maps: each (batch, anchors, height, width, 5 + classes). */
    RAW("raw");

    private static final List<String> MAIN_OUTPUTS = List.of("logits", "predictions");

    /** DJL's convention: an array of this name in the input selects a method of a TorchScript module. */
    private static final String SELECTOR = "module_method:";

    private final String methodName;

    ModuleMethod(String methodName) {
        this.methodName = methodName;
    }

    String methodName() {
        return methodName;
    }

    /** Makes the array that selects this method when it stands in an input list; only its name counts. */
    NDArray selector(NDManager manager) {
        NDArray array = manager.create(0f);
        array.setName(SELECTOR + methodName);
        return array;
    }

    static boolean isSelector(NDArray array) {
        return array.getName() != null && array.getName().startsWith(SELECTOR);
    }

    /** Returns the method that an array selects among those that a network has. */
    static ModuleMethod selectedBy(NDArray array, List<ModuleMethod> methods) {
        String name = array.getName().substring(SELECTOR.length());
        for (ModuleMethod method : methods) {
            if (method.methodName.equals(name)) {
                return method;
            }
        }
        String there = methods.stream().map(ModuleMethod::methodName).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no method " + name + "; there are " + there);
    }

    /** Returns the methods that a network's module has: see {@link org.inceptionnext.compile.TorchScript}. */
    static List<ModuleMethod> of(Graph graph) {
        return Stream.of(values())
                .filter(method -> method.isOf(graph.outputs().keySet()))
                .toList();
    }

    private boolean isOf(Set<String> outputs) {
        return switch (this) {
            case FORWARD -> MAIN_OUTPUTS.stream().anyMatch(outputs::contains);
            case EMBEDDING, PRE_LOGITS -> outputs.contains(methodName);
            case FEATURES, RAW -> outputs.contains(outputName(0));
        };
    }

    /** Returns whether the method returns a list: one array for each stage or map. */
    boolean returnsList() {
        return this == FEATURES || this == RAW;
    }

    /** Returns the name of an array of the list that this method returns. */
    String outputName(int index) {
        return methodName + "_" + index;
    }
}
