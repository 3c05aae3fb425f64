package org.inceptionnext.vision.resample;

/**
 * Two rows at a time through the horizontal pass. A sample of the first row and its neighbour below share a {@code long}, 32 bits
 * each, so that one multiplication weighs both; a sum of weighed samples fits 32 bits with its sign, so the lower half disturbs the
 * upper one by its borrow only, which is taken back at the end.
 */
final class RowPair {
    private static final long HALVES = ResamplingAxis.HALF + ((long) ResamplingAxis.HALF << Integer.SIZE);
    private static final long BORROW = 1L << (Integer.SIZE - 1);
    private static final int CHANNELS = Resampler.CHANNELS;

    private final ResamplingAxis columns;
    private final long[] samples;

    RowPair(ResamplingAxis columns) {
        this.columns = columns;
        this.samples = new long[(columns.end() - columns.begin()) * CHANNELS];
    }

    /** Returns which sample of a row is the first that is needed. */
    int begin() {
        return columns.begin() * CHANNELS;
    }

    /** Returns how many samples of a row are needed. */
    int samples() {
        return samples.length;
    }

    /** Takes what is needed of two rows, each from the sample at its index on. */
    void load(byte[] firstRow, int first, byte[] secondRow, int second) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (firstRow[first + i] & 0xff) | (long) (secondRow[second + i] & 0xff) << Integer.SIZE;
        }
    }

    /** Takes what is needed of two rows of levels. */
    void load(int[] first, int[] second) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = first[i] | (long) second[i] << Integer.SIZE;
        }
    }

    /** Computes both rows' outputs, as levels of 0..255. */
    void resample(int[] first, int[] second) {
        int taps = columns.taps();
        for (int x = 0; x < columns.outputs(); x++) {
            int at = (columns.first(x) - columns.begin()) * CHANNELS;
            long red = HALVES;
            long green = HALVES;
            long blue = HALVES;
            for (int tap = 0; tap < taps; tap++) {
                long weight = columns.weight(x, tap);
                red += weight * samples[at];
                green += weight * samples[at + 1];
                blue += weight * samples[at + 2];
                at += CHANNELS;
            }
            int to = x * CHANNELS;
            first[to] = (int) red;
            first[to + 1] = (int) green;
            first[to + 2] = (int) blue;
            second[to] = (int) ((red + BORROW) >> Integer.SIZE);
            second[to + 1] = (int) ((green + BORROW) >> Integer.SIZE);
            second[to + 2] = (int) ((blue + BORROW) >> Integer.SIZE);
        }
        Resampler.toLevels(first);
        Resampler.toLevels(second);
    }
}
