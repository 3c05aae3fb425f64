package org.inceptionnext.vision;

import java.util.Arrays;
import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.resample.Canvas;
import org.inceptionnext.vision.resample.OpenCvLinear;

/** Puts a picture into a frame row by row. What is not interpolated is small, and waits until it is whole. */
final class LetterboxRows implements RowSink {
    private static final int CHANNELS = 3;

    private final Letterbox letterbox;
    private LetterboxGeometry geometry;
    private byte[] rgb = {};
    private boolean interpolated;

    LetterboxRows(Letterbox letterbox) {
        this.letterbox = letterbox;
        this.geometry = letterbox.geometry(1, 1);
    }

    @Override
    public Rows open(int width, int height) {
        geometry = letterbox.geometry(width, height);
        interpolated = OpenCvResize.interpolates(width, height, geometry.resizedWidth(), geometry.resizedHeight());
        return interpolated ? framed(width, height) : whole(width, height);
    }

    private Rows framed(int width, int height) {
        rgb = new byte[geometry.elementCount()];
        Arrays.fill(rgb, Letterbox.GRAY);
        Canvas canvas = new Canvas(rgb, geometry.width(), geometry.left(), geometry.top());
        return new OpenCvLinear(width, height, geometry.resizedWidth(), geometry.resizedHeight(), canvas)::row;
    }

    private Rows whole(int width, int height) {
        int rowBytes = CHANNELS * width;
        rgb = new byte[Math.multiplyExact(rowBytes, height)];
        int[] at = {0};
        return (row, from) -> {
            System.arraycopy(row, from, rgb, at[0], rowBytes);
            at[0] += rowBytes;
        };
    }

    /** Returns the picture in its frame. */
    Letterbox.Framed framed() {
        Pixels pixels = interpolated
                ? new Pixels(geometry.width(), geometry.height(), rgb)
                : letterbox.apply(new Pixels(geometry.pictureWidth(), geometry.pictureHeight(), rgb));
        return new Letterbox.Framed(geometry, pixels);
    }
}
