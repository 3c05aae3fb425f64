package org.inceptionnext.vision.resample;

/** Resamples each row of the source, and weighs what came of them. */
final class HorizontalFirst extends Resampler {
    private final RowBlock block;
    private final int[][] ring;
    private final int[] sums;

    HorizontalFirst(ResamplingAxis columns, ResamplingAxis rows, Canvas target) {
        super(rows, target);
        int samples = columns.outputs() * CHANNELS;
        this.block = new RowBlock(columns, rows.end() - rows.begin());
        // A block comes whole, when the first row of the result that reads one of its rows may still read others before
        // it.
        this.ring = new int[rows.taps() + RowBlock.MOST_ROWS][samples];
        this.sums = new int[samples];
    }

    @Override
    void take(int row, boolean last, byte[] rgb, int from) {
        block.add(rgb, from + block.begin());
        if (last || block.isFull()) {
            block.resample(ring, row + 1 - block.count());
            computeUpTo(row);
        }
    }

    @Override
    void compute(int row, boolean last, Canvas canvas) {
        weighRows(ring, row, sums);
        canvas.putRow(row, sums);
    }
}
