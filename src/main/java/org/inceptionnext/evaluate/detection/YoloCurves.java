package org.inceptionnext.evaluate.detection;

/** The curves of YOLOv5's evaluation, in float64. */
final class YoloCurves {
    private static final int AP_POINTS = 101;

    private YoloCurves() {}

    /**
     * Returns the average precision: the curve with (0, 1) before and (1, 0) behind it, its envelope from the right, read at 101 points by
     * linear interpolation, integrated by trapezoids. The last point is 0, so a perfect class has .995.
     *
     * @param recall rising
     * @param precision at each recall
     */
    static double averagePrecision(double[] recall, double[] precision) {
        int n = recall.length;
        double[] x = new double[n + 2];
        double[] y = new double[n + 2];
        System.arraycopy(recall, 0, x, 1, n);
        System.arraycopy(precision, 0, y, 1, n);
        x[n + 1] = 1;
        y[0] = 1;
        for (int i = n; i >= 0; i--) {
            y[i] = Math.max(y[i], y[i + 1]);
        }
        double area = 0;
        double before = interpolate(0, x, y);
        for (int i = 1; i < AP_POINTS; i++) {
            double here = interpolate(point(i, AP_POINTS), x, y);
            area += (point(i, AP_POINTS) - point(i - 1, AP_POINTS)) * (here + before) / 2;
            before = here;
        }
        return area;
    }

    /** Returns the i-th of evenly spaced points from 0 to 1, as numpy's linspace makes them. */
    static double point(int i, int count) {
        return i == count - 1 ? 1 : i * (1.0 / (count - 1));
    }

    /**
     * Reads a curve as numpy's {@code interp} does: before the first point and behind the last, their values; at a value of x that occurs
     * several times, the last of them.
     *
     * @param xs not falling
     */
    static double interpolate(double x, double[] xs, double[] ys) {
        int last = xs.length - 1;
        if (x > xs[last]) {
            return ys[last];
        }
        if (x < xs[0]) {
            return ys[0];
        }
        int low = 0;
        int high = xs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (x >= xs[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int at = low - 1;
        if (at == last || xs[at] == x) {
            return ys[at];
        }
        double slope = (ys[at + 1] - ys[at]) / (xs[at + 1] - xs[at]);
        return slope * (x - xs[at]) + ys[at];
    }

    /**
     * Smooths a curve by a box filter of {@code round(n * fraction * 2) / 2 + 1} points, half to even, the ends repeated.
     *
     * @return one value more than there were where the filter is of even length, as the original gives
     */
    static double[] smooth(double[] values, double fraction) {
        int width = (int) Math.rint(values.length * fraction * 2) / 2 + 1;
        int pad = width / 2;
        double[] padded = new double[values.length + 2 * pad];
        for (int i = 0; i < padded.length; i++) {
            padded[i] = values[Math.min(Math.max(i - pad, 0), values.length - 1)];
        }
        double[] smooth = new double[padded.length - width + 1];
        for (int i = 0; i < smooth.length; i++) {
            double sum = 0;
            for (int j = 0; j < width; j++) {
                sum += padded[i + j] / width;
            }
            smooth[i] = sum;
        }
        return smooth;
    }
}
