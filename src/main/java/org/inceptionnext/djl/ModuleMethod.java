package org.inceptionnext.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The methods of the compiled module. */
enum ModuleMethod {
    /** Logits: (batch, classes). */
    FORWARD("forward"),
    /** The pooled feature map, DJL's and timm's embedding: (batch, channels). */
    EMBEDDING("embedding"),
    /** What the classifier reads: (batch, 3 x channels). */
    PRE_LOGITS("pre_logits"),
    /** The feature maps of strides 4, 8, 16, 32: each (batch, channels, height, width). */
    FEATURES("features");

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

    static ModuleMethod selectedBy(NDArray array) {
        String name = array.getName().substring(SELECTOR.length());
        for (ModuleMethod method : values()) {
            if (method.methodName.equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException(
                "no method " + name + "; there are forward, embedding, pre_logits, features");
    }
}
