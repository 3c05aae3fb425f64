package org.inceptionnext.cli.report;

import java.util.List;

/**
 * The two directions in which vectors differ most, and where each vector lies in their plane: principal components, by the power
 * method on the vectors themselves, so that no matrix of their length squared is made.
 */
final class PrincipalPlane {
    private static final int MAX_ITERATIONS = 100;
    private static final double PRECISION = 1e-9;

    private PrincipalPlane() {}

    /**
     * Returns a point for each vector, both coordinates from -1 to 1; the sign of a direction is arbitrary but always the same.
     *
     * @param vectors of one length
     */
    static double[][] of(List<float[]> vectors) {
        double[][] points = new double[vectors.size()][2];
        if (vectors.isEmpty()) {
            return points;
        }
        double[] mean = mean(vectors);
        double[] first = direction(vectors, mean, new double[mean.length]);
        double[] second = direction(vectors, mean, first);
        double largest = 0;
        for (int i = 0; i < points.length; i++) {
            points[i][0] = product(vectors.get(i), mean, first);
            points[i][1] = product(vectors.get(i), mean, second);
            largest = Math.max(largest, Math.max(Math.abs(points[i][0]), Math.abs(points[i][1])));
        }
        for (double[] point : points) {
            point[0] /= Math.max(largest, Double.MIN_NORMAL);
            point[1] /= Math.max(largest, Double.MIN_NORMAL);
        }
        return points;
    }

    private static double[] mean(List<float[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / (double) vectors.size();
            }
        }
        return mean;
    }

    /** Returns the direction of the largest variance at a right angle to another (or to none, if that is zero). */
    private static double[] direction(List<float[]> vectors, double[] mean, double[] other) {
        double[] direction = new double[mean.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = 1 + i % 7;
        }
        normalise(direction, other);
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            double[] next = new double[direction.length];
            for (float[] vector : vectors) {
                double product = product(vector, mean, direction);
                for (int i = 0; i < next.length; i++) {
                    next[i] += product * (vector[i] - mean[i]);
                }
            }
            normalise(next, other);
            double cosine = 0;
            for (int i = 0; i < next.length; i++) {
                cosine += next[i] * direction[i];
            }
            direction = next;
            if (1 - Math.abs(cosine) < PRECISION) {
                break;
            }
        }
        return direction;
    }

    private static double product(float[] vector, double[] mean, double[] direction) {
        double sum = 0;
        for (int i = 0; i < direction.length; i++) {
            sum += (vector[i] - mean[i]) * direction[i];
        }
        return sum;
    }

    private static void normalise(double[] direction, double[] other) {
        double along = 0;
        for (int i = 0; i < direction.length; i++) {
            along += direction[i] * other[i];
        }
        double squares = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] -= along * other[i];
            squares += direction[i] * direction[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < direction.length && length > 0; i++) {
            direction[i] /= length;
        }
    }
}
