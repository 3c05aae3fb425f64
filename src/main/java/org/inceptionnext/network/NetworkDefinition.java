package org.inceptionnext.network;

import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;

/** A registered network: a name, and the graph that the name stands for. */
public interface NetworkDefinition {

    /** Returns the registered name, such as {@code inceptionnext_tiny}. */
    String name();

    /** Returns the options of the published network. */
    NetworkOptions defaultOptions();

    /** Returns the network with these options. */
    Graph graph(NetworkOptions options);

    /**
     * Returns the options with which a checkpoint was made, read from the shapes of its first and last weights.
     *
     * <p>What cannot be read (the weight is missing or has another rank) stays as in {@link #defaultOptions}; binding
     * then says what is wrong.
     *
     * @param tensors the checkpoint's tensors by name, any common prefix stripped
     */
    NetworkOptions optionsOf(Map<String, Tensor> tensors);
}
