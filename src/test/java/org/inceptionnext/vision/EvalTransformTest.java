package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.junit.jupiter.api.Test;

class EvalTransformTest {
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    @Test
    void smallPictureIsPaddedWithBlackMoreAtTheEnd() {
        Pixels crop = transform(5, 5, 2.5, CropMode.CENTER).crop(plain(2, 2, 200));
        assertThat(reds(crop, 0)).containsExactly(0, 0, 0, 0, 0);
        assertThat(reds(crop, 1)).containsExactly(0, 200, 200, 0, 0);
        assertThat(reds(crop, 2)).containsExactly(0, 200, 200, 0, 0);
        assertThat(reds(crop, 3)).containsExactly(0, 0, 0, 0, 0);
    }

    @Test
    void borderIsPaddedWithTheMeanColour() {
        Pixels crop = transform(4, 4, 1, CropMode.BORDER).crop(plain(2, 1, 9));
        assertThat(crop.rgb()).startsWith(124, 116, 104);
        assertThat(reds(crop, 0)).containsExactly(124, 124, 124, 124);
        assertThat(reds(crop, 1)).containsExactly(9, 9, 9, 9);
        assertThat(reds(crop, 2)).containsExactly(9, 9, 9, 9);
        assertThat(reds(crop, 3)).containsExactly(124, 124, 124, 124);
    }

    /** Pillow raises here; so thin a picture keeps one pixel. */
    @Test
    void sideThatBordersShrinkToNothingKeepsOnePixel() {
        Pixels crop = transform(4, 4, 1, CropMode.BORDER).crop(plain(1000, 1, 9));
        assertThat(reds(crop, 0)).containsExactly(124, 124, 124, 124);
        assertThat(reds(crop, 1)).containsExactly(9, 9, 9, 9);
        assertThat(reds(crop, 2)).containsExactly(124, 124, 124, 124);
    }

    /** 59.5 rounds to 60 and 58.5 to 58: torchvision rounds half to even where DJL's own crop floors. */
    @Test
    void cropOffsetsRoundHalfToEven() {
        assertThat(firstColumn(224 + 119)).isEqualTo(60);
        assertThat(firstColumn(224 + 117)).isEqualTo(58);
    }

    /** A column's red is its number, which a picture of the crop's height keeps: nothing is resampled. */
    private static int firstColumn(int width) {
        byte[] rgb = new byte[3 * width * 224];
        for (int i = 0; i < width * 224; i++) {
            rgb[3 * i] = (byte) (i % width);
        }
        return reds(transform(224, 224, 1, CropMode.CENTER).crop(new Pixels(width, 224, rgb)), 0)[0];
    }

    @Test
    void targetThatIsNotSquareKeepsTheRatio() {
        EvalTransform transform = transform(2, 6, 1, CropMode.CENTER);
        byte[] rgb = new byte[3 * 3 * 4];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 / 3 * 60);
        }
        Pixels crop = transform.crop(new Pixels(3, 4, rgb));
        assertThat(crop).hasToString("Pixels[6 x 2]");
        assertThat(Arrays.stream(reds(crop, 0)).distinct().count()).isOne();
        assertThat(reds(crop, 0)[0]).isBetween(60, 90);
        assertThat(reds(crop, 1)[0]).isBetween(90, 120);
    }

    /** The resized picture would have 256 x 15360000 pixels. */
    @Test
    void extremelyLongPictureCostsOnlyItsCrop() {
        Pixels crop = transform(224, 224, 0.875, CropMode.CENTER).crop(plain(1, 60_000, 77));
        assertThat(reds(crop, 0)).containsOnly(77);
        assertThat(reds(crop, 223)).containsOnly(77);
    }

    @Test
    void tensorsOfABatchLieSideBySide() {
        EvalTransform transform = transform(8, 8, 1, CropMode.CENTER);
        FloatBuffer batch = ByteBuffer.allocateDirect(2 * transform.elementCount() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        transform.apply(plain(9, 9, 0), batch, 0);
        transform.apply(plain(9, 9, 255), batch, transform.elementCount());
        assertThat(batch.position()).isZero();
        assertThat(batch.get(0)).isEqualTo((0f - 0.485f) / 0.229f);
        assertThat(batch.get(191)).isEqualTo((0f - 0.406f) / 0.225f);
        assertThat(batch.get(192)).isEqualTo((1f - 0.485f) / 0.229f);
        assertThat(batch.get(383)).isEqualTo((1f - 0.406f) / 0.225f);
    }

    @Test
    void bufferThatIsTooSmallIsRefusedUntouched() {
        EvalTransform transform = transform(8, 8, 1, CropMode.CENTER);
        FloatBuffer buffer = FloatBuffer.allocate(200);
        assertThatThrownBy(() -> transform.apply(plain(8, 8, 255), buffer, 9))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("192 floats do not fit at 9 of a buffer of 200");
        assertThat(buffer.array()).containsOnly(0f);
    }

    @Test
    void cropOfAnotherSizeIsRefused() {
        EvalTransform transform = transform(8, 8, 1, CropMode.CENTER);
        assertThatThrownBy(() -> transform.normalize(plain(8, 9, 0), FloatBuffer.allocate(192), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a crop has 8 x 8 pixels, not 8 x 9");
    }

    @Test
    void impossiblePreprocessingIsRefused() {
        assertThatThrownBy(() -> transform(8, 8, 0, CropMode.CENTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("preprocessing with a cropPct that is not above 0: Preprocessing[");
        Preprocessing gray =
                new Preprocessing(8, 8, 1, CropMode.CENTER, Interpolation.BICUBIC, List.of(0.5), List.of(0.5));
        assertThatThrownBy(() -> EvalTransform.of(gray))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("preprocessing with not three means: ");
    }

    private static EvalTransform transform(int height, int width, double cropPct, CropMode mode) {
        return EvalTransform.of(new Preprocessing(height, width, cropPct, mode, Interpolation.BICUBIC, MEAN, STD));
    }

    private static Pixels plain(int width, int height, int level) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) level);
        return new Pixels(width, height, rgb);
    }

    private static int[] reds(Pixels pixels, int row) {
        int[] reds = new int[pixels.width()];
        for (int x = 0; x < reds.length; x++) {
            reds[x] = pixels.rgb()[(row * pixels.width() + x) * 3] & 0xff;
        }
        return reds;
    }
}
