package org.inceptionnext.cli.search;

import java.io.IOException;

/** Vectors of the length 1: the product of two is the cosine of their angle, which is what the index compares. */
final class UnitVector {
    private UnitVector() {}

    /**
     * Returns the vector divided by its length.
     *
     * @throws IOException if it has no direction
     */
    static float[] of(float[] vector) throws IOException {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        if (!(squares > 0) || !Double.isFinite(squares)) {
            throw new IOException("the network's answer has no direction (length " + Math.sqrt(squares)
                    + "), so nothing can be near it; the weights may be damaged");
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
