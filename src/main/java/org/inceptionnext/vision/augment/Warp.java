package org.inceptionnext.vision.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Pixels;

/**
 * YOLOv5's random perspective: a picture is turned, scaled, sheared and shifted about its centre, and its boxes with it. Points are
 * columns (x, y, 1), y down; the matrix leads from the picture to the result.
 *
 * @param matrix nine numbers in rows
 * @param scale by which boxes grow before they are judged
 * @param isPerspective whether the last row matters
 * @param width of the result in pixels
 * @param height of the result
 */
record Warp(double[] matrix, double scale, boolean isPerspective, int width, int height) {
    private static final int CORNERS = 4;

    /**
     * What is drawn by chance.
     *
     * @param angle in degrees
     * @param shearX in degrees
     * @param shearY in degrees
     * @param translateX where the picture's centre comes to lie, as a fraction of the result
     * @param translateY the same in y
     */
    record Drawn(
            double perspectiveX,
            double perspectiveY,
            double angle,
            double scale,
            double shearX,
            double shearY,
            double translateX,
            double translateY) {

        static Drawn of(DetectionAugmentation augmentation, RandomGenerator random) {
            return new Drawn(
                    around(0, augmentation.perspective(), random),
                    around(0, augmentation.perspective(), random),
                    around(0, augmentation.degrees(), random),
                    around(1, augmentation.scale(), random),
                    around(0, augmentation.shear(), random),
                    around(0, augmentation.shear(), random),
                    around(0.5, augmentation.translate(), random),
                    around(0.5, augmentation.translate(), random));
        }

        private static double around(double middle, double most, RandomGenerator random) {
            return middle - most + 2 * most * random.nextDouble();
        }
    }

    /**
     * @param isPerspective whether a perspective may be drawn at all
     * @param border what the result is wider and higher than the picture on each side; negative: narrower
     */
    static Warp of(Drawn drawn, boolean isPerspective, Pixels picture, int border) {
        int width = picture.width() + 2 * border;
        int height = picture.height() + 2 * border;
        double cos = drawn.scale() * Math.cos(Math.toRadians(drawn.angle()));
        double sin = drawn.scale() * Math.sin(Math.toRadians(drawn.angle()));
        double[] centre = {1, 0, -picture.width() / 2.0, 0, 1, -picture.height() / 2.0, 0, 0, 1};
        double[] perspective = {1, 0, 0, 0, 1, 0, drawn.perspectiveX(), drawn.perspectiveY(), 1};
        double[] rotation = {cos, sin, 0, -sin, cos, 0, 0, 0, 1};
        double[] shear = {
            1, Math.tan(Math.toRadians(drawn.shearX())), 0, Math.tan(Math.toRadians(drawn.shearY())), 1, 0, 0, 0, 1
        };
        double[] shift = {1, 0, drawn.translateX() * width, 0, 1, drawn.translateY() * height, 0, 0, 1};
        double[] matrix = product(product(product(product(shift, shear), rotation), perspective), centre);
        return new Warp(matrix, drawn.scale(), isPerspective, width, height);
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[9];
        for (int row = 0; row < 9; row += 3) {
            for (int column = 0; column < 3; column++) {
                product[row + column] = a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
            }
        }
        return product;
    }

    BoxedPixels apply(BoxedPixels picture) {
        return new BoxedPixels(pixels(picture.pixels()), boxes(picture.boxes()));
    }

    private Pixels pixels(Pixels picture) {
        boolean isIdentity = Arrays.equals(matrix, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        return isIdentity && picture.width() == width && picture.height() == height
                ? picture
                : new OpenCvWarp(inverse(), isPerspective, width, height).apply(picture);
    }

    private double[] inverse() {
        double[] m = matrix;
        double[] cofactors = {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
        double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
        for (int i = 0; i < cofactors.length; i++) {
            cofactors[i] /= determinant;
        }
        return cofactors;
    }

    /** Moves all boxes, cuts them off at the edges, and leaves out those of which too little is left. */
    private float[] boxes(float[] rows) {
        float[] kept = new float[rows.length];
        int count = 0;
        for (int at = 0; at < rows.length; at += BoxedPixels.FIELDS) {
            double[] moved = moved(rows, at);
            if (isCandidate(
                    rows[at + 3] * scale - rows[at + 1] * scale, rows[at + 4] * scale - rows[at + 2] * scale, moved)) {
                kept[count] = rows[at];
                for (int i = 0; i < CORNERS; i++) {
                    kept[count + 1 + i] = (float) moved[i];
                }
                count += BoxedPixels.FIELDS;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** The smallest upright box around the moved corners, within the result: left, upper, right, lower edge. */
    double[] moved(float[] rows, int at) {
        double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < CORNERS; corner++) {
            double x = rows[at + (corner % 2 == 0 ? 1 : 3)];
            double y = rows[at + (corner < 2 ? 2 : 4)];
            double depth = isPerspective ? matrix[6] * x + matrix[7] * y + matrix[8] : 1;
            double movedX = (matrix[0] * x + matrix[1] * y + matrix[2]) / depth;
            double movedY = (matrix[3] * x + matrix[4] * y + matrix[5]) / depth;
            box[0] = Math.min(box[0], movedX);
            box[1] = Math.min(box[1], movedY);
            box[2] = Math.max(box[2], movedX);
            box[3] = Math.max(box[3], movedY);
        }
        for (int i = 0; i < box.length; i++) {
            box[i] = Math.min(Math.max(box[i], 0), i % 2 == 0 ? width : height);
        }
        return box;
    }

    /**
     * Whether enough is left of a box.
     *
     * @param oldWidth before, scaled
     * @param oldHeight before, scaled
     * @param box after: left, upper, right, lower edge
     */
    static boolean isCandidate(double oldWidth, double oldHeight, double[] box) {
        double epsilon = 1e-16;
        double width = box[2] - box[0];
        double height = box[3] - box[1];
        double aspect = Math.max(width / (height + epsilon), height / (width + epsilon));
        return width > 2 && height > 2 && width * height / (oldWidth * oldHeight + epsilon) > 0.1 && aspect < 100;
    }
}
