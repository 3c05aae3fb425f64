package org.inceptionnext.network.yolov5;

import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;

/**
 * Convolution without bias ({@code conv}), batch normalisation ({@code bn}), activation: what YOLOv5's modules are made of.
 *
 * @param activation of the network
 */
record ConvBlock(Activation activation) {
    /** YOLOv5's initialisation gives every batch normalisation this one. */
    static final double BATCH_NORM_EPS = 1e-3;

    /**
     * What a convolution is like.
     *
     * @param channels of its output
     * @param window kernel, stride, padding, dilation
     * @param groups into how many independent groups the channels fall
     */
    record Shape(int channels, Window window, int groups) {

        /** A 1x1 convolution. */
        static Shape pointwise(int channels) {
            return square(channels, 1, 1, 1);
        }

        /** A square convolution with the padding at which a stride of 1 keeps the size. */
        static Shape square(int channels, int kernel, int stride, int groups) {
            return new Shape(channels, Window.square(kernel, stride, samePadding(kernel, 1)), groups);
        }
    }

    /** Half of the rows that a kernel covers, holes included. */
    static int samePadding(int kernel, int dilation) {
        return (dilation * (kernel - 1) + 1) / 2;
    }

    /** A kernel {@code (1, k)} that steps along the rows, or {@code (k, 1)} that steps along the columns. */
    static Window band(int kernel, int stride, boolean alongRow) {
        int padding = samePadding(kernel, 1);
        return alongRow
                ? new Window(new Size(1, kernel), new Size(1, stride), new Size(0, padding))
                : new Window(new Size(kernel, 1), new Size(stride, 1), new Size(padding, 0));
    }

    /** With the network's activation. */
    Value build(GraphBuilder at, Value x, Shape shape) {
        return build(at, x, shape, activation);
    }

    /** With an activation of its own. */
    Value build(GraphBuilder at, Value x, Shape shape, Activation own) {
        Value y = at.in("conv").unbiasedConvolution(x, shape.channels(), shape.window(), shape.groups());
        return own.apply(at.in("act"), at.in("bn").batchNorm(y, BATCH_NORM_EPS));
    }
}
