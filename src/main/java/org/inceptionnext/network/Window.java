package org.inceptionnext.network;

/**
 * How a convolution moves over a feature map.
 *
 * @param kernel the kernel's size
 * @param stride the step in either direction
 * @param padding zeros added on each of both sides of either direction
 */
public record Window(Size kernel, Size stride, Size padding) {

    /** Returns the window that cuts a map into patches which do not overlap: {@code side} is kernel and stride. */
    public static Window patch(int side) {
        Size size = new Size(side, side);
        return new Window(size, size, new Size(0, 0));
    }

    /** Returns the window of step 1 that keeps a map's size; both sides of the kernel are odd. */
    public static Window same(int kernelHeight, int kernelWidth) {
        return new Window(
                new Size(kernelHeight, kernelWidth), new Size(1, 1), new Size(kernelHeight / 2, kernelWidth / 2));
    }

    /** Returns whether no zeros are added at the borders. */
    public boolean isUnpadded() {
        return padding.height() == 0 && padding.width() == 0;
    }

    /** Returns the size after the convolution, rounded down as torch does; 0 or less where the kernel does not fit. */
    Size outputSize(Size input) {
        return new Size(
                outputLength(input.height(), kernel.height(), stride.height(), padding.height()),
                outputLength(input.width(), kernel.width(), stride.width(), padding.width()));
    }

    private static int outputLength(int length, int kernel, int stride, int padding) {
        return Math.floorDiv(length + 2 * padding - kernel, stride) + 1;
    }
}
