package org.inceptionnext.djl.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What one pass forward and back gives. The arrays belong to the manager of the batch.
 *
 * @param loss a single number
 * @param logits (batch, classes)
 * @param gradients one for each trained parameter, in the order of {@link TrainableBlock#trained}
 */
public record Step(NDArray loss, NDArray logits, List<NDArray> gradients) {

    public Step {
        gradients = List.copyOf(gradients);
    }
}
