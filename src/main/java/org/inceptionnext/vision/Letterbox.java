package org.inceptionnext.vision;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * YOLOv5's letterbox: scales a picture into a frame, keeping its aspect ratio, and pads it with gray (114, 114, 114). The pixels are
 * those of OpenCV's {@code resize} with {@code INTER_LINEAR} (4.8 to 5.0, x86-64), byte for byte.
 *
 * <p>A side that would round to 0, where OpenCV refuses, keeps one pixel.
 *
 * @param height the frame's height in pixels, at least 1
 * @param width the frame's width in pixels, at least 1
 * @param auto whether to pad only as far as both sides need to be multiples of {@code stride}, given that the frame's are; so
 *     pictures of different shapes give inputs of different shapes
 * @param stride the network's largest stride, at least 1; matters with {@code auto}
 * @param scaleUp whether a picture smaller than the frame is enlarged
 */
public record Letterbox(int height, int width, boolean auto, int stride, boolean scaleUp) {
    private static final int CHANNELS = 3;
    private static final int STRIDE = 32;
    static final byte GRAY = 114;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a side or the stride is below 1
     */
    public Letterbox {
        if (height < 1 || width < 1 || stride < 1) {
            throw new IllegalArgumentException("a letterbox of " + width + " x " + height + " pixels, stride " + stride
                    + "; at least 1 is needed of each");
        }
    }

    /** Returns the letterbox into a square, whose output has one shape for all pictures; smaller ones are enlarged. */
    public static Letterbox square(int side) {
        return new Letterbox(side, side, false, STRIDE, true);
    }

    /** Returns this letterbox, padding only to multiples of a stride. */
    public Letterbox withAuto(int multiple) {
        return new Letterbox(height, width, true, multiple, scaleUp);
    }

    /** Returns this letterbox with {@link #scaleUp} changed; validation goes without. */
    public Letterbox withScaleUp(boolean enlarge) {
        return new Letterbox(height, width, auto, stride, enlarge);
    }

    /**
     * Plans for a picture's size.
     *
     * @param pictureWidth in pixels, at least 1
     * @param pictureHeight in pixels, at least 1
     */
    public LetterboxGeometry geometry(int pictureWidth, int pictureHeight) {
        double fitting = Math.min((double) height / pictureHeight, (double) width / pictureWidth);
        double ratio = scaleUp ? fitting : Math.min(fitting, 1);
        int resizedWidth = Math.max((int) Math.rint(pictureWidth * ratio), 1);
        int resizedHeight = Math.max((int) Math.rint(pictureHeight * ratio), 1);
        int columns = width - resizedWidth;
        int rows = height - resizedHeight;
        return new LetterboxGeometry(
                pictureWidth,
                pictureHeight,
                ratio,
                resizedWidth,
                resizedHeight,
                (auto ? columns % stride : columns) / 2.0,
                (auto ? rows % stride : rows) / 2.0);
    }

    /**
     * Scales and pads.
     *
     * @param picture of any size
     * @return the picture in its frame, as large as {@link #geometry} says
     */
    public Pixels apply(Pixels picture) {
        LetterboxGeometry geometry = geometry(picture.width(), picture.height());
        byte[] rgb = new byte[geometry.elementCount()];
        Arrays.fill(rgb, GRAY);
        Pixels resized = OpenCvResize.linear(picture, geometry.resizedWidth(), geometry.resizedHeight());
        int rowBytes = resized.width() * CHANNELS;
        for (int y = 0; y < resized.height(); y++) {
            int to = ((geometry.top() + y) * geometry.width() + geometry.left()) * CHANNELS;
            System.arraycopy(resized.rgb(), y * rowBytes, rgb, to, rowBytes);
        }
        return new Pixels(geometry.width(), geometry.height(), rgb);
    }

    /**
     * A picture in its frame.
     *
     * @param geometry where it lies there, and so the way back for its boxes
     * @param pixels as large as {@code geometry} says
     */
    public record Framed(LetterboxGeometry geometry, Pixels pixels) {}

    /**
     * Decodes, scales and pads: the pixels of {@link #apply(Pixels)}, but a photo is scaled while it is decoded, and is never in
     * memory as a whole if it is an ordinary JPEG.
     *
     * @param encoded the whole file; not kept
     * @param source what errors call the picture: its path or URL
     * @throws ImageDecodingException as of {@link ImageDecoder#decode(byte[], String, DecodeOptions)}
     */
    public Framed apply(byte[] encoded, String source, DecodeOptions options) throws ImageDecodingException {
        LetterboxRows rows = new LetterboxRows(this);
        ImageDecoder.decode(encoded, source, options, rows);
        return rows.framed();
    }

    /**
     * Scales, pads and divides by 255.
     *
     * @param picture of any size
     * @param target receives channels, rows, columns (R first) as float32, 0 to 1; its own position stays
     * @param position the index of the first float in {@code target}
     * @return where the picture lies in its frame, and so the way back for its boxes
     * @throws IndexOutOfBoundsException if fewer than {@link LetterboxGeometry#elementCount} floats fit behind {@code position}
     */
    public LetterboxGeometry apply(Pixels picture, FloatBuffer target, int position) {
        LetterboxGeometry geometry = geometry(picture.width(), picture.height());
        apply(picture).writePlanes(target, position);
        return geometry;
    }
}
