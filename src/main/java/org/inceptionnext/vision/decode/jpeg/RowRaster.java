package org.inceptionnext.vision.decode.jpeg;

import java.awt.Point;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.inceptionnext.vision.decode.RowSink;

/**
 * A raster of R, G, B that keeps no sample: each row that the JDK's decoder writes into it is handed on. The decoder fills a line
 * of its own and copies it with {@link #setRect}, so a picture of any size passes through the processor's cache.
 */
final class RowRaster extends WritableRaster {
    private static final int BANDS = 3;

    private final RowSink.Rows rows;
    private int taken;
    private boolean broken;

    RowRaster(int width, int height, RowSink.Rows rows) {
        super(
                new PixelInterleavedSampleModel(
                        DataBuffer.TYPE_BYTE, width, height, BANDS, BANDS * width, new int[] {0, 1, 2}),
                new DataBufferByte(BANDS),
                new Point());
        this.rows = rows;
    }

    @Override
    public void setRect(int x, int y, Raster line) {
        boolean whole = x == 0 && y == taken && line.getWidth() == width && line.getHeight() == 1;
        if (!broken && whole && line.getDataBuffer() instanceof DataBufferByte samples) {
            rows.row(samples.getData(), samples.getOffset());
            taken++;
        } else {
            broken = true;
        }
    }

    /** Returns whether every row came, once and in its turn, as every JDK so far does it. */
    boolean isComplete() {
        return !broken && taken == height;
    }
}
