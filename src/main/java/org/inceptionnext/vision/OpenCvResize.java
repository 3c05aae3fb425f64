package org.inceptionnext.vision;

import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.resample.Canvas;
import org.inceptionnext.vision.resample.OpenCvArea;
import org.inceptionnext.vision.resample.OpenCvLinear;

/**
 * OpenCV's {@code resize} of 8-bit pictures, byte for byte (4.8 to 5.0, x86-64): what detectors are trained and measured with, where
 * classifiers take Pillow's.
 */
public final class OpenCvResize {
    private static final int CHANNELS = 3;

    private OpenCvResize() {}

    /**
     * Resizes as {@code INTER_LINEAR}: no antialiasing, so shrinking by more than 2 skips pixels, and halving both sides takes means
     * of 2 x 2.
     *
     * @param picture of any size
     * @param width the new width in pixels, at least 1
     * @param height the new height in pixels, at least 1
     * @return a new picture, or {@code picture} itself if it has that size
     */
    public static Pixels linear(Pixels picture, int width, int height) {
        requireSize(width, height);
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        if (halves(picture.width(), picture.height(), width, height)) {
            return OpenCvArea.shrink(picture, width, height);
        }
        byte[] rgb = new byte[Math.multiplyExact(CHANNELS, Math.multiplyExact(width, height))];
        RowSink resized = (sourceWidth, sourceHeight) ->
                new OpenCvLinear(sourceWidth, sourceHeight, width, height, new Canvas(rgb, width, 0, 0))::row;
        resized.take(picture);
        return new Pixels(width, height, rgb);
    }

    /**
     * Shrinks as {@code INTER_AREA}: every pixel is the mean of the area it covers. YOLOv5's validation shrinks pictures so, before
     * they are letterboxed.
     *
     * @param picture of any size
     * @param width the new width in pixels, 1 to the picture's
     * @param height the new height in pixels, 1 to the picture's
     * @return a new picture, or {@code picture} itself if it has that size
     * @throws IllegalArgumentException if a side would be enlarged
     */
    public static Pixels area(Pixels picture, int width, int height) {
        requireSize(width, height);
        if (width > picture.width() || height > picture.height()) {
            throw new IllegalArgumentException("a picture of " + picture.width() + " x " + picture.height()
                    + " pixels to " + width + " x " + height + "; no side may grow");
        }
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        return OpenCvArea.shrink(picture, width, height);
    }

    /** Returns whether {@link #linear} interpolates between pixels; otherwise it takes them as they are, or means of them. */
    static boolean interpolates(int sourceWidth, int sourceHeight, int width, int height) {
        boolean same = sourceWidth == width && sourceHeight == height;
        return !same && !halves(sourceWidth, sourceHeight, width, height);
    }

    private static boolean halves(int sourceWidth, int sourceHeight, int width, int height) {
        return sourceWidth == 2L * width && sourceHeight == 2L * height;
    }

    private static void requireSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels");
        }
    }
}
