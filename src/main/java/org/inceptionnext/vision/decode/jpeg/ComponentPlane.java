package org.inceptionnext.vision.decode.jpeg;

/** The samples of one component at its own resolution: smoothed and transformed block by block. */
final class ComponentPlane {
    private final JpegFrame frame;
    private final JpegComponent component;
    private final InverseDct dct = new InverseDct();
    private final short[] block = new short[64];
    private final int[] means = new int[25];
    private final int stride;
    private final byte[] samples;

    ComponentPlane(JpegFrame frame, JpegComponent component) {
        this.frame = frame;
        this.component = component;
        this.stride = component.columns() * 8;
        this.samples = new byte[Math.multiplyExact(stride, component.rows() * 8)];
    }

    /** Transforms all blocks as they are. */
    void plain(int[] quantiser) {
        for (int row = 0; row < component.rows(); row++) {
            for (int column = 0; column < component.columns(); column++) {
                load(row, column);
                store(row, column, quantiser);
            }
        }
    }

    /**
     * Smooths and transforms all blocks.
     *
     * @param good for rows of MCUs up to {@code lastGoodRow}
     * @param beyond for those behind it
     */
    void smoothed(int[] quantiser, int lastGoodRow, BlockSmoothing good, BlockSmoothing beyond) {
        for (int row = 0; row < component.rows(); row++) {
            int[] neighbours = neighbours(row);
            BlockSmoothing smoothing = row / component.vertical() <= lastGoodRow ? good : beyond;
            for (int column = 0; column < component.columns(); column++) {
                load(row, column);
                gather(neighbours, column);
                smoothing.apply(block, means);
                store(row, column, quantiser);
            }
        }
    }

    /** Returns a sample; rows and columns beyond the picture are its last ones. */
    int sample(int row, int column) {
        int y = Math.min(Math.max(row, 0), component.height() - 1);
        int x = Math.min(Math.max(column, 0), component.width() - 1);
        return samples[y * stride + x] & 0xff;
    }

    /**
     * The five rows of blocks that a row is smoothed from. Beyond an edge the nearest one stands in; where the edge is, libjpeg
     * counts by the height of the last row of MCUs, which may be less than that of the others, and so do we.
     */
    private int[] neighbours(int row) {
        int mcuRow = row / component.vertical();
        int height = component.vertical();
        if (mcuRow == frame.mcuRows() - 1) {
            height = (component.rows() - 1) % component.vertical() + 1;
        }
        int counted = mcuRow * height + row % component.vertical();
        int all = height * frame.mcuRows();
        int above = counted > 0 ? row - 1 : row;
        int below = counted < all - 1 ? row + 1 : row;
        return new int[] {
            counted > 1 ? row - 2 : above, above, row, below, counted < all - 2 ? row + 2 : below,
        };
    }

    private void gather(int[] rows, int column) {
        int last = component.columns() - 1;
        short[] coefficients = component.coefficients();
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 5; x++) {
                int at = Math.min(Math.max(column + x - 2, 0), last);
                means[5 * y + x] = coefficients[component.block(rows[y], at)];
            }
        }
    }

    private void load(int row, int column) {
        System.arraycopy(component.coefficients(), component.block(row, column), block, 0, 64);
    }

    private void store(int row, int column, int[] quantiser) {
        dct.transform(block, quantiser, samples, row * 8 * stride + column * 8, stride);
    }
}
