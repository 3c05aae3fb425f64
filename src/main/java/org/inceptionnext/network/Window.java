package org.inceptionnext.network;

/**
 * How a convolution or a pooling moves over a feature map.
 *
 * @param kernel the kernel's size
 * @param stride the step in either direction
 * @param padding what is added on each of both sides of either direction
 * @param dilation the distance between neighbouring elements of the kernel, 1 if it has no holes
 */
public record Window(Size kernel, Size stride, Size padding, Size dilation) {
    private static final Size ONE = new Size(1, 1);
    private static final Window POINTWISE = same(1, 1);

    /** A window without holes. */
    public Window(Size kernel, Size stride, Size padding) {
        this(kernel, stride, padding, ONE);
    }

    /** Returns the window that cuts a map into patches which do not overlap: {@code side} is kernel and stride. */
    public static Window patch(int side) {
        Size size = new Size(side, side);
        return new Window(size, size, new Size(0, 0));
    }

    /** Returns the window of step 1 that keeps a map's size; both sides of the kernel are odd. */
    public static Window same(int kernelHeight, int kernelWidth) {
        return new Window(new Size(kernelHeight, kernelWidth), ONE, new Size(kernelHeight / 2, kernelWidth / 2));
    }

    /** Returns the square window of these sides. */
    public static Window square(int kernel, int stride, int padding) {
        return new Window(new Size(kernel, kernel), new Size(stride, stride), new Size(padding, padding));
    }

    /** Returns this window with {@code step - 1} holes between neighbouring elements of its kernel. */
    public Window dilated(int step) {
        return new Window(kernel, stride, padding, new Size(step, step));
    }

    /** Returns whether a convolution with this window is a linear layer at every position. */
    public boolean isPointwise() {
        return equals(POINTWISE);
    }

    /** Returns whether nothing is added at the borders. */
    public boolean isUnpadded() {
        return padding.height() == 0 && padding.width() == 0;
    }

    /** Returns the size after the convolution, rounded down as torch does; 0 or less where the kernel does not fit. */
    Size outputSize(Size input) {
        return new Size(
                Math.floorDiv(input.height() + 2 * padding.height() - span().height(), stride.height()) + 1,
                Math.floorDiv(input.width() + 2 * padding.width() - span().width(), stride.width()) + 1);
    }

    /** Returns the smallest size from which the convolution makes this one. */
    Size transposedSize(Size output) {
        return new Size(
                (output.height() - 1) * stride.height() - 2 * padding.height() + span().height(),
                (output.width() - 1) * stride.width() - 2 * padding.width() + span().width());
    }

    /** Returns how many rows and columns the kernel covers, holes included. */
    private Size span() {
        return new Size(dilation.height() * (kernel.height() - 1) + 1, dilation.width() * (kernel.width() - 1) + 1);
    }
}
