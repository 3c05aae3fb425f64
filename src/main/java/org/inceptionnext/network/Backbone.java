package org.inceptionnext.network;

import java.util.List;

/** A registered network whose feature maps other networks can build on. */
public interface Backbone extends NetworkDefinition {

    /**
     * Builds the network without its head inside the scope of another network.
     *
     * @param at the scope, such as {@code model.0}
     * @param image the images, {@code (batch, channels, height, width)}
     * @return the feature maps of the stages, the finest first
     */
    List<Value> features(GraphBuilder at, Value image);
}
