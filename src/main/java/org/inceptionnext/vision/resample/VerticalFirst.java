package org.inceptionnext.vision.resample;

/** Weighs rows of the source, and resamples what came of them. */
final class VerticalFirst extends Resampler {
    private final RowBlock block;
    private final int[][] ring;
    private final int[] weighed;
    private final int[][] outputs;

    VerticalFirst(ResamplingAxis columns, ResamplingAxis rows, Canvas target) {
        super(rows, target);
        this.block = new RowBlock(columns, rows.outputs());
        this.ring = new int[rows.taps()][block.samples()];
        this.weighed = new int[block.samples()];
        this.outputs = new int[RowBlock.MOST_ROWS][columns.outputs() * CHANNELS];
    }

    @Override
    void take(int row, boolean last, byte[] rgb, int from) {
        widen(rgb, from + block.begin(), ring[row % ring.length]);
        computeUpTo(row);
    }

    private static void widen(byte[] samples, int from, int[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = samples[from + i] & 0xff;
        }
    }

    @Override
    void compute(int row, boolean last, Canvas canvas) {
        weighRows(ring, row, weighed);
        block.add(weighed);
        if (last || block.isFull()) {
            int first = row + 1 - block.count();
            block.resample(outputs, first);
            for (int y = first; y <= row; y++) {
                canvas.putRow(y, outputs[y % outputs.length]);
            }
        }
    }
}
