package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.inceptionnext.network.OutputKind;

/** From a network's output to what a user wants. */
interface PredictionWriter<O> {

    /** Returns the network's output that is needed. */
    OutputKind output();

    /** Returns one answer for each picture of the batch; outputs may lack the batch dimension if there is one picture. */
    List<O> write(NDList outputs);
}
