package org.inceptionnext.vision;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A decoded picture: 8-bit R, G, B, interleaved, rows from top to bottom without padding. Sample {@code c} of the pixel at
 * {@code (x, y)} is {@code rgb[(y * width + x) * 3 + c] & 0xff}.
 *
 * <p>Immutable by contract: the array is neither copied on the way in nor on the way out, because a picture can be hundreds of
 * megabytes. Who makes a {@code Pixels} gives the array away; who reads one does not write to it. Two are equal when they hold
 * the same picture.
 */
public final class Pixels {
    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;
    private static final float[] FRACTIONS = fractions();

    private final int width;
    private final int height;
    private final byte[] rgb;

    /**
     * Takes over the samples.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param rgb the samples, {@code width * height * 3} bytes
     * @throws IllegalArgumentException if a side is below 1 or the array has another length
     */
    public Pixels(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels has "
                    + 3L * width * height + " samples, not " + rgb.length);
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** Returns the width in pixels, at least 1. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels, at least 1. */
    public int height() {
        return height;
    }

    /** Returns the samples themselves, {@code width * height * 3} bytes: not a copy, not to be written to. */
    public byte[] rgb() {
        return rgb;
    }

    /**
     * Writes the picture as a detector's input: its red, its green and its blue plane, divided by 255.
     *
     * @param target receives 3 x height x width float32, 0 to 1; its own position stays
     * @param position the index of the first float in {@code target}
     * @throws IndexOutOfBoundsException if fewer floats fit behind {@code position}
     */
    public void writePlanes(FloatBuffer target, int position) {
        if (position < 0 || rgb.length > target.limit() - position) {
            throw new IndexOutOfBoundsException(
                    rgb.length + " floats do not fit at " + position + " of a buffer of " + target.limit());
        }
        float[] row = new float[width];
        int to = position;
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int from = channel; from < rgb.length; ) {
                for (int x = 0; x < width; x++, from += CHANNELS) {
                    row[x] = FRACTIONS[rgb[from] & 0xff];
                }
                target.put(to, row);
                to += width;
            }
        }
    }

    private static float[] fractions() {
        float[] table = new float[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            table[i] = i / 255f;
        }
        return table;
    }

    /** Copies the picture into a {@code TYPE_3BYTE_BGR} image; {@link ImageDecoder#storedSamples} gives the same pixels back. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < rgb.length; i += 3) {
            bgr[i] = rgb[i + 2];
            bgr[i + 1] = rgb[i + 1];
            bgr[i + 2] = rgb[i];
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Pixels[" + width + " x " + height + "]";
    }
}
