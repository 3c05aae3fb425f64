package org.inceptionnext.network;

/**
 * How a transposed convolution enlarges a feature map.
 *
 * @param window the window of the convolution whose input and output are swapped
 * @param outputPadding rows added at the bottom and columns added at the right
 */
public record TransposedWindow(Window window, Size outputPadding) {

    /** Returns the square window of these sides. */
    public static TransposedWindow square(int kernel, int stride, int padding, int outputPadding) {
        return new TransposedWindow(Window.square(kernel, stride, padding), new Size(outputPadding, outputPadding));
    }

    /** Returns the size that a map of this size is enlarged to. */
    Size outputSize(Size input) {
        Size size = window.transposedSize(input);
        return new Size(size.height() + outputPadding.height(), size.width() + outputPadding.width());
    }
}
