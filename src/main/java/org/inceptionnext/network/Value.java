package org.inceptionnext.network;

/**
 * What flows between the operations of a graph.
 *
 * <p>The batch and, for feature maps, height and width stay open until a graph runs.
 *
 * @param id unique in its graph
 * @param shape what is known about the value when the graph is built
 */
public record Value(int id, Shape shape) {

    /** Returns the number of channels (of a map) or elements (of a vector). */
    public int channels() {
        return shape.channels();
    }

    /** The part of a shape that does not depend on the input. */
    public sealed interface Shape {

        /** Returns the size of dimension 1. */
        int channels();

        /**
         * {@code (batch, channels, height, width)}.
         *
         * @param channels the number of channels
         * @param stride how many rows and columns of the input one row and column stand for
         */
        record FeatureMap(int channels, int stride) implements Shape {}

        /**
         * {@code (batch, channels)}.
         *
         * @param channels the number of elements for each image
         */
        record Vector(int channels) implements Shape {}
    }
}
