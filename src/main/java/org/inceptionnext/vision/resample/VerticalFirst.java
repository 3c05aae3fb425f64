package org.inceptionnext.vision.resample;

/** Weighs rows of the source, and resamples what came of them, two at a time. */
final class VerticalFirst extends Resampler {
    private final RowPair pair;
    private final int[][] ring;
    private final int[][] weighed;
    private final int[][] outputs;

    VerticalFirst(ResamplingAxis columns, ResamplingAxis rows, Canvas target) {
        super(rows, target);
        this.pair = new RowPair(columns);
        this.ring = new int[rows.taps()][pair.samples()];
        this.weighed = new int[2][pair.samples()];
        this.outputs = new int[2][columns.outputs() * CHANNELS];
    }

    @Override
    void take(int row, boolean last, byte[] rgb, int from) {
        widen(rgb, from + pair.begin(), ring[row % ring.length]);
        computeUpTo(row);
    }

    private static void widen(byte[] samples, int from, int[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = samples[from + i] & 0xff;
        }
    }

    @Override
    void compute(int row, boolean last, Canvas canvas) {
        weighRows(ring, row, weighed[row % 2]);
        if (row % 2 == 1 || last) {
            pair.load(weighed[0], weighed[1]);
            pair.resample(outputs[0], outputs[1]);
            canvas.putRow(row - row % 2, outputs[0]);
        }
        if (row % 2 == 1) {
            canvas.putRow(row, outputs[1]);
        }
    }
}
