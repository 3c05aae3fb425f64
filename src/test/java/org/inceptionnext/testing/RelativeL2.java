package org.inceptionnext.testing;

/** The norm of a difference over the norm of what was expected. */
public final class RelativeL2 {
    private RelativeL2() {}

    public static double of(double[] expected, double[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    public static double of(double[] expected, float[] actual) {
        double[] wide = new double[actual.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = actual[i];
        }
        return of(expected, wide);
    }
}
