package org.inceptionnext.djl.pictures;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.inceptionnext.network.OutputKind;

/**
 * From a network's output to what a user wants.
 *
 * @param <O> the type of an answer
 */
public interface AnswerWriter<O> {

    /** Returns the network's output that is needed. */
    OutputKind output();

    /**
     * Returns one answer for each picture.
     *
     * @param outputs for a batch; they may lack the batch dimension if there is one picture
     * @param placements where the pictures lie in the input, in its order
     */
    List<O> write(NDList outputs, List<Placement> placements);
}
