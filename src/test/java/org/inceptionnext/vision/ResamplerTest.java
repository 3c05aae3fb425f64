package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.junit.jupiter.api.Test;

/**
 * The resampler against a second, slow one that follows {@code golden/vision} word by word: one sample at a time, whole passes,
 * whole pictures, no windows. Tolerance 0.
 */
class ResamplerTest {
    private static final List<Double> ZERO = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONE = List.of(1.0, 1.0, 1.0);

    @Test
    void everySizeEqualsTheSlowReference() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 400; round++) {
            Pixels source = noise(1 + random.nextInt(60), 1 + random.nextInt(60), random);
            int width = 1 + random.nextInt(60);
            int height = 1 + random.nextInt(60);
            for (Interpolation filter : Interpolation.values()) {
                for (PassOrder order : PassOrder.values()) {
                    Pixels fast = transform(width, height, 1, CropMode.SQUASH, filter, order)
                            .crop(source);
                    assertThat(fast)
                            .as("%s to %s x %s, %s, %s", source, width, height, filter, order)
                            .isEqualTo(Slow.resize(source, width, height, filter, order));
                }
            }
        }
    }

    @Test
    void windowsEqualPartsOfTheWholePicture() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            Pixels source = noise(8 + random.nextInt(90), 8 + random.nextInt(90), random);
            int crop = 1 + random.nextInt(20);
            int scale = crop + 2 * random.nextInt(6);
            EvalTransform transform = transform(
                    crop, crop, crop / (scale + 0.5), CropMode.SQUASH, Interpolation.BICUBIC, PassOrder.PILLOW_13);
            Pixels whole = Slow.resize(source, scale, scale, Interpolation.BICUBIC, PassOrder.PILLOW_13);
            int from = (scale - crop) / 2;
            assertThat(transform.crop(source)).isEqualTo(Slow.part(whole, from, from, crop, crop));
        }
    }

    @Test
    void extremesOfTheFilterAreClamped() {
        byte[] stripes = new byte[3 * 32 * 32];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = (byte) (i / 3 % 4 < 2 ? 255 : 0);
        }
        Pixels source = new Pixels(32, 32, stripes);
        Pixels larger = transform(75, 75, 1, CropMode.SQUASH, Interpolation.BICUBIC, PassOrder.PILLOW_13)
                .crop(source);
        assertThat(larger).isEqualTo(Slow.resize(source, 75, 75, Interpolation.BICUBIC, PassOrder.PILLOW_13));
        assertThat(larger.rgb()).contains(0, 255);
    }

    private static EvalTransform transform(
            int width, int height, double cropPct, CropMode mode, Interpolation filter, PassOrder order) {
        return EvalTransform.of(new Preprocessing(height, width, cropPct, mode, filter, ZERO, ONE), order);
    }

    private static Pixels noise(int width, int height, SplittableRandom random) {
        byte[] rgb = new byte[3 * width * height];
        random.nextBytes(rgb);
        return new Pixels(width, height, rgb);
    }

    /** The definition, one sample at a time. */
    private static final class Slow {

        static Pixels resize(Pixels source, int width, int height, Interpolation filter, PassOrder order) {
            int lost = source.height() - height;
            boolean verticalFirst = order == PassOrder.PILLOW_13 && lost > 0 && lost > 2 * (source.width() - width);
            return verticalFirst
                    ? horizontal(vertical(source, height, filter), width, filter)
                    : vertical(horizontal(source, width, filter), height, filter);
        }

        private static Pixels horizontal(Pixels source, int width, Interpolation filter) {
            byte[] rgb = new byte[3 * width * source.height()];
            for (int y = 0; y < source.height(); y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < 3; c++) {
                        rgb[(y * width + x) * 3 + c] =
                                sample(source.rgb(), y * source.width() * 3 + c, 3, source.width(), x, width, filter);
                    }
                }
            }
            return new Pixels(width, source.height(), rgb);
        }

        private static Pixels vertical(Pixels source, int height, Interpolation filter) {
            int stride = source.width() * 3;
            byte[] rgb = new byte[stride * height];
            for (int y = 0; y < height; y++) {
                for (int i = 0; i < stride; i++) {
                    rgb[y * stride + i] = sample(source.rgb(), i, stride, source.height(), y, height, filter);
                }
            }
            return new Pixels(source.width(), height, rgb);
        }

        private static byte sample(byte[] line, int start, int step, int in, int o, int out, Interpolation filter) {
            if (in == out) {
                return line[start + o * step];
            }
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = (filter == Interpolation.BICUBIC ? 2 : 1) * stretch;
            double inv = 1 / stretch;
            double centre = (o + 0.5) * scale;
            int first = Math.max((int) (centre - support + 0.5), 0);
            int end = Math.min((int) (centre + support + 0.5), in);
            double sum = 0;
            for (int i = first; i < end; i++) {
                sum += raw((i - centre + 0.5) * inv, filter);
            }
            int acc = 1 << 21;
            for (int i = first; i < end; i++) {
                double w = raw((i - centre + 0.5) * inv, filter);
                w = sum == 0 ? w : w / sum;
                int k = w >= 0 ? (int) (w * 4194304 + 0.5) : (int) (w * 4194304 - 0.5);
                acc += k * (line[start + i * step] & 0xff);
            }
            return (byte) Math.max(0, Math.min(255, acc >> 22));
        }

        private static double raw(double distance, Interpolation filter) {
            double x = Math.abs(distance);
            double a = -0.5;
            if (filter == Interpolation.BILINEAR) {
                return x < 1 ? 1 - x : 0;
            }
            if (x < 1) {
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }

        static Pixels part(Pixels whole, int left, int top, int width, int height) {
            byte[] rgb = new byte[3 * width * height];
            for (int y = 0; y < height; y++) {
                System.arraycopy(whole.rgb(), ((top + y) * whole.width() + left) * 3, rgb, y * width * 3, width * 3);
            }
            return new Pixels(width, height, rgb);
        }
    }
}
