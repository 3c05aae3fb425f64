package org.inceptionnext.cli.search;

import java.io.IOException;

/** Vectors of the length 1: the product of two is the cosine of their angle, which is what the index compares. */
public final class UnitVector {
    private UnitVector() {}

    /**
     * Returns the vector divided by its length.
     *
     * @throws IOException if it has no direction
     */
    static float[] of(float[] vector) throws IOException {
        double length = length(vector);
        if (!(length > 0) || !Double.isFinite(length)) {
            throw new IOException("the network's answer has no direction (length " + length
                    + "), so nothing can be near it; the weights may be damaged");
        }
        return divided(vector, length);
    }

    /** Returns a vector's length; NaN or infinite if a number of it is. */
    public static double length(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        return Math.sqrt(squares);
    }

    /** Returns a vector with each number divided. */
    public static float[] divided(float[] vector, double by) {
        float[] result = new float[vector.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (vector[i] / by);
        }
        return result;
    }
}
