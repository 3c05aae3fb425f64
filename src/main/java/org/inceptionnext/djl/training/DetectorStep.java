package org.inceptionnext.djl.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What one pass of a detector forward and back gives. The arrays belong to the manager of the batch.
 *
 * @param terms of the loss, scaled: box, objectness, class
 * @param gradients one for each trained parameter, in the order of {@link TrainableBlock#trained}
 */
public record DetectorStep(NDArray terms, List<NDArray> gradients) {

    public DetectorStep {
        gradients = List.copyOf(gradients);
    }
}
