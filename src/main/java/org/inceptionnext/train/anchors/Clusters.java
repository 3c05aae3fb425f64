package org.inceptionnext.train.anchors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** k-means of widths and heights, each divided by its standard deviation, so that both count alike. */
final class Clusters {
    private static final double ENOUGH = 1e-5;
    private static final int STARTS = 30;

    private Clusters() {}

    /** What Lloyd's steps end with: centres, and how far points are from theirs on average. */
    private record Result(double[][] centres, double distance) {}

    /**
     * Finds centres from several random starts, and takes the nearest.
     *
     * @param points width, height, width, height ...
     * @return at most {@code count} centres, by area
     */
    static float[] find(float[] points, int count, RandomGenerator random) {
        double[] sigma = sigma(points);
        double[][] white = divided(points, sigma);
        Result best = new Result(new double[0][], Double.MAX_VALUE);
        for (int start = 0; start < STARTS; start++) {
            double[][] begin = random.ints(0, white.length)
                    .distinct()
                    .limit(Math.min(count, white.length))
                    .mapToObj(i -> white[i].clone())
                    .toArray(double[][]::new);
            Result result = steps(white, begin);
            best = result.distance() < best.distance() ? result : best;
        }
        return multiplied(best.centres(), sigma);
    }

    /** Finds centres from given ones: width, height, width, height ... by area. */
    static float[] from(float[] points, float[] start) {
        double[] sigma = sigma(points);
        return multiplied(steps(divided(points, sigma), divided(start, sigma)).centres(), sigma);
    }

    private static double[] sigma(float[] points) {
        double[] sigma = new double[2];
        for (int axis = 0; axis < 2; axis++) {
            double mean = 0;
            for (int i = axis; i < points.length; i += 2) {
                mean += points[i];
            }
            mean /= points.length / 2;
            double sum = 0;
            for (int i = axis; i < points.length; i += 2) {
                sum += (points[i] - mean) * (points[i] - mean);
            }
            // Boxes that are all of one width differ in nothing there.
            sigma[axis] = sum > 0 ? Math.sqrt(sum / (points.length / 2)) : 1;
        }
        return sigma;
    }

    private static double[][] divided(float[] points, double[] sigma) {
        double[][] divided = new double[points.length / 2][];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = new double[] {points[2 * i] / sigma[0], points[2 * i + 1] / sigma[1]};
        }
        return divided;
    }

    private static float[] multiplied(double[][] centres, double[] sigma) {
        double[][] sorted = Arrays.stream(centres)
                .map(centre -> new double[] {centre[0] * sigma[0], centre[1] * sigma[1]})
                .sorted(Comparator.comparingDouble(centre -> centre[0] * centre[1]))
                .toArray(double[][]::new);
        float[] flat = new float[2 * sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            flat[2 * i] = (float) sorted[i][0];
            flat[2 * i + 1] = (float) sorted[i][1];
        }
        return flat;
    }

    /** Lloyd's steps, until points come no nearer; a centre without points is given up. */
    private static Result steps(double[][] points, double[][] start) {
        double[][] centres = start;
        double before = Double.MAX_VALUE;
        while (true) {
            int[] nearest = new int[points.length];
            double distance = 0;
            for (int i = 0; i < points.length; i++) {
                nearest[i] = nearest(points[i], centres);
                distance += Math.sqrt(squared(points[i], centres[nearest[i]]));
            }
            distance /= points.length;
            centres = means(points, nearest, centres.length);
            if (Math.abs(before - distance) <= ENOUGH) {
                return new Result(centres, distance);
            }
            before = distance;
        }
    }

    private static int nearest(double[] point, double[][] centres) {
        int nearest = 0;
        for (int i = 1; i < centres.length; i++) {
            nearest = squared(point, centres[i]) < squared(point, centres[nearest]) ? i : nearest;
        }
        return nearest;
    }

    private static double squared(double[] a, double[] b) {
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
    }

    private static double[][] means(double[][] points, int[] nearest, int count) {
        double[][] sums = new double[count][3];
        for (int i = 0; i < points.length; i++) {
            sums[nearest[i]][0] += points[i][0];
            sums[nearest[i]][1] += points[i][1];
            sums[nearest[i]][2]++;
        }
        List<double[]> means = new ArrayList<>();
        for (double[] sum : sums) {
            if (sum[2] > 0) {
                means.add(new double[] {sum[0] / sum[2], sum[1] / sum[2]});
            }
        }
        return means.toArray(double[][]::new);
    }
}
