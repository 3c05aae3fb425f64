package org.inceptionnext.evaluate.classification;

/**
 * How one class fared.
 *
 * @param className its name
 * @param pictures how many pictures show it
 * @param predicted how many pictures were taken for it
 * @param correct how many of them rightly
 */
public record ClassScore(String className, long pictures, long predicted, long correct) {
    /** Returns the share of what was taken for it that is it; NaN where nothing was taken for it. */
    public double precision() {
        return (double) correct / predicted;
    }

    /** Returns the share of its pictures that were recognised; NaN where it has none. */
    public double recall() {
        return (double) correct / pictures;
    }

    /** Returns the harmonic mean of precision and recall; NaN where it has no pictures and none was taken for it. */
    public double f1() {
        return 2.0 * correct / (pictures + predicted);
    }
}
