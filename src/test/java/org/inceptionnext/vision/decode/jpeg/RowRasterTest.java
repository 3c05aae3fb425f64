package org.inceptionnext.vision.decode.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decoder that gives rows as no JDK does so far must be noticed, since then the picture is decoded once more as a whole. */
class RowRasterTest {
    private final List<Byte> taken = new ArrayList<>();
    private final RowRaster raster = new RowRaster(2, 3, (rgb, from) -> taken.add(rgb[from]));

    private static WritableRaster line(int width, int height, int value) {
        byte[] samples = new byte[3 * width * height];
        samples[0] = (byte) value;
        return Raster.createInterleavedRaster(
                new DataBufferByte(samples, samples.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
    }

    @Test
    void rowsInTheirTurnAreHandedOn() {
        for (int y = 0; y < 3; y++) {
            assertThat(raster.isComplete()).isFalse();
            raster.setRect(0, y, line(2, 1, 10 + y));
        }
        assertThat(raster.isComplete()).isTrue();
        assertThat(taken).containsExactly((byte) 10, (byte) 11, (byte) 12);
    }

    @Test
    void aRowThatComesTwiceOrTooEarlyBreaksThePicture() {
        raster.setRect(0, 0, line(2, 1, 1));
        raster.setRect(0, 0, line(2, 1, 1));
        raster.setRect(0, 1, line(2, 1, 2));
        raster.setRect(0, 2, line(2, 1, 3));
        assertThat(raster.isComplete()).isFalse();
        assertThat(taken).hasSize(1);
    }

    @Test
    void linesOfAnotherWidthHeightPlaceOrTypeBreakThePicture() {
        List<RowRaster> broken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            broken.add(new RowRaster(2, 1, (rgb, from) -> taken.add(rgb[from])));
        }
        broken.get(0).setRect(0, 0, line(1, 1, 1));
        broken.get(1).setRect(0, 0, line(2, 2, 1));
        broken.get(2).setRect(1, 0, line(2, 1, 1));
        broken.get(3).setRect(0, 0, Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 2, 1, 3, null));
        assertThat(broken).noneMatch(RowRaster::isComplete);
        assertThat(taken).isEmpty();
    }
}
