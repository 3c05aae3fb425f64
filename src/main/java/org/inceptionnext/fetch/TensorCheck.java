package org.inceptionnext.fetch;

import java.io.IOException;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;

/** Says whether tensors are those of the network that they are for, by name, type and shape, before an element is read. */
@FunctionalInterface
public interface TensorCheck {
    /**
     * Checks.
     *
     * @throws IOException if they are not; it lists what does not fit
     */
    void check(Map<String, Tensor> tensors) throws IOException;
}
