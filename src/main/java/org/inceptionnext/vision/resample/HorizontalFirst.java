package org.inceptionnext.vision.resample;

/** Resamples each row of the source, two at a time, and weighs what came of them. */
final class HorizontalFirst extends Resampler {
    private final RowPair pair;
    private final byte[] upper;
    private final int[][] ring;
    private final int[] sums;
    private boolean hasUpper;

    HorizontalFirst(ResamplingAxis columns, ResamplingAxis rows, Canvas target) {
        super(rows, target);
        int samples = columns.outputs() * CHANNELS;
        this.pair = new RowPair(columns);
        this.upper = new byte[pair.samples()];
        // A pair's lower row comes before the rows of the result that read the upper one only.
        this.ring = new int[rows.taps() + 1][samples];
        this.sums = new int[samples];
    }

    @Override
    void take(int row, boolean last, byte[] rgb, int from) {
        int needed = from + pair.begin();
        if (!hasUpper && !last) {
            System.arraycopy(rgb, needed, upper, 0, upper.length);
            hasUpper = true;
            return;
        }
        if (hasUpper) {
            pair.load(upper, 0, rgb, needed);
            pair.resample(ring[(row - 1) % ring.length], ring[row % ring.length]);
            hasUpper = false;
        } else {
            pair.load(rgb, needed, rgb, needed);
            pair.resample(ring[row % ring.length], ring[(row + 1) % ring.length]);
        }
        computeUpTo(row);
    }

    @Override
    void compute(int row, boolean last, Canvas canvas) {
        weighRows(ring, row, sums);
        canvas.putRow(row, sums);
    }
}
