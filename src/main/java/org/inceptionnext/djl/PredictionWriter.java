package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import java.util.List;

/** From a network's output to what a user wants. */
interface PredictionWriter<O> {

    /** Returns the method of the network that computes what is needed. */
    ModuleMethod method();

    /** Returns one answer for each picture of the batch; outputs may lack the batch dimension if there is one picture. */
    List<O> write(NDList outputs);
}
