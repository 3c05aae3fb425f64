package org.inceptionnext.vision.augment;

import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.Pixels;

/**
 * Pillow's affine transform of a picture onto a canvas of its own size (Geometry.c): the pixel at (x, y) of the result comes from
 * {@code (a (x + 0.5) + b (y + 0.5) + c, d (x + 0.5) + e (y + 0.5) + f)}; what comes from outside keeps the fill colour.
 */
record Affine(double a, double b, double c, double d, double e, double f) {
    private static final double ROUNDED = 1e15;

    /** A rotation about the centre, counterclockwise; the cosine and sine are rounded to 15 digits as Pillow rounds them. */
    static Affine rotation(double degrees, int width, int height) {
        double angle = -Math.toRadians(degrees);
        double cos = Math.rint(Math.cos(angle) * ROUNDED) / ROUNDED;
        double sin = Math.rint(Math.sin(angle) * ROUNDED) / ROUNDED;
        double x = width / 2.0;
        double y = height / 2.0;
        return new Affine(cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
    }

    Pixels apply(Pixels picture, Interpolation filter, byte[] fill) {
        int width = picture.width();
        int height = picture.height();
        byte[] rgb = new byte[picture.rgb().length];
        Samples samples = new Samples(picture);
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                double u = a * (x + 0.5) + b * (y + 0.5) + c;
                double v = d * (x + 0.5) + e * (y + 0.5) + f;
                boolean inside = u >= 0 && u < width && v >= 0 && v < height;
                if (!inside) {
                    System.arraycopy(fill, 0, rgb, at, 3);
                } else if (filter == Interpolation.BILINEAR) {
                    samples.bilinear(u - 0.5, v - 0.5, rgb, at);
                } else {
                    samples.bicubic(u - 0.5, v - 0.5, rgb, at);
                }
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** A picture between its pixels; the outermost ones are repeated outside, and what lies below the last row is that row. */
    private static final class Samples {
        private final byte[] rgb;
        private final int width;
        private final int height;

        Samples(Pixels picture) {
            this.rgb = picture.rgb();
            this.width = picture.width();
            this.height = picture.height();
        }

        void bilinear(double u, double v, byte[] out, int at) {
            int x = (int) Math.floor(u);
            int y = (int) Math.floor(v);
            double dx = u - x;
            double dy = v - y;
            int left = column(x);
            int right = column(x + 1);
            int upper = row(y);
            for (int c = 0; c < 3; c++) {
                double v1 = between(sample(upper, left, c), sample(upper, right, c), dx);
                double v2 = y + 1 >= 0 && y + 1 < height
                        ? between(sample(y + 1, left, c), sample(y + 1, right, c), dx)
                        : v1;
                out[at + c] = (byte) between(v1, v2, dy);
            }
        }

        void bicubic(double u, double v, byte[] out, int at) {
            int x = (int) Math.floor(u);
            int y = (int) Math.floor(v);
            double dx = u - x;
            double dy = v - y;
            int[] columns = {column(x - 1), column(x), column(x + 1), column(x + 2)};
            for (int c = 0; c < 3; c++) {
                double v1 = across(row(y - 1), columns, c, dx);
                double v2 = isRow(y) ? across(y, columns, c, dx) : v1;
                double v3 = isRow(y + 1) ? across(y + 1, columns, c, dx) : v2;
                double v4 = isRow(y + 2) ? across(y + 2, columns, c, dx) : v3;
                double value = cubic(v1, v2, v3, v4, dy);
                out[at + c] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
            }
        }

        private double across(int row, int[] columns, int c, double dx) {
            return cubic(
                    sample(row, columns[0], c),
                    sample(row, columns[1], c),
                    sample(row, columns[2], c),
                    sample(row, columns[3], c),
                    dx);
        }

        private boolean isRow(int y) {
            return y >= 0 && y < height;
        }

        private int row(int y) {
            return Math.min(Math.max(y, 0), height - 1);
        }

        private int column(int x) {
            return Math.min(Math.max(x, 0), width - 1);
        }

        private int sample(int y, int x, int c) {
            return rgb[(y * width + x) * 3 + c] & 0xff;
        }

        private static double between(double a, double b, double d) {
            return a + (b - a) * d;
        }

        /** The cubic through four samples with a = -1, in Pillow's order of operations. */
        private static double cubic(double v1, double v2, double v3, double v4, double d) {
            double p2 = -v1 + v3;
            double p3 = 2 * (v1 - v2) + v3 - v4;
            double p4 = -v1 + v2 - v3 + v4;
            return v2 + d * (p2 + d * (p3 + d * p4));
        }
    }
}
