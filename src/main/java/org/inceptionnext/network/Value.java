package org.inceptionnext.network;

import org.jspecify.annotations.Nullable;

/**
 * What flows between the operations of a graph.
 *
 * <p>The batch and, for feature maps, height and width stay open until a graph runs.
 *
 * <p>The first comparison of each record costs Java a millisecond, in which it writes the method. Where graphs are built and
 * changed in every run of the command line, this record, those below and {@link Size} have theirs written out.
 *
 * @param id unique in its graph
 * @param shape what is known about the value when the graph is built
 */
public record Value(int id, Shape shape) {

    /** Returns the number of channels (of a map), elements (of a vector) or numbers for each box. */
    public int channels() {
        return shape.channels();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Value value && id == value.id && shape.equals(value.shape);
    }

    @Override
    public int hashCode() {
        return id;
    }

    /** The part of a shape that does not depend on the input. */
    public sealed interface Shape {

        /** Returns how many numbers there are for one position, one image or one box. */
        int channels();

        /**
         * {@code (batch, channels, height, width)}.
         *
         * @param channels the number of channels
         * @param stride how many rows and columns of the input one row and one column stand for
         */
        record FeatureMap(int channels, Size stride) implements Shape {

            /** A map of one stride for height and width. */
            public FeatureMap(int channels, int stride) {
                this(channels, new Size(stride, stride));
            }

            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof FeatureMap map && channels == map.channels && stride.equals(map.stride);
            }

            @Override
            public int hashCode() {
                return 31 * channels + stride.hashCode();
            }
        }

        /**
         * {@code (batch, channels)}.
         *
         * @param channels the number of elements for each image
         */
        record Vector(int channels) implements Shape {}

        /**
         * {@code (batch, anchors, height, width, channels)}: what a detector says about each anchor of a map.
         *
         * @param anchors the number of anchors for each position
         * @param channels the numbers for each anchor
         * @param stride how many rows and columns of the input one row and one column stand for
         */
        record AnchorMap(int anchors, int channels, int stride) implements Shape {}

        /**
         * {@code (batch, boxes, channels)}; the number of boxes depends on the input's size.
         *
         * @param channels the numbers for each box
         */
        record Boxes(int channels) implements Shape {}
    }
}
