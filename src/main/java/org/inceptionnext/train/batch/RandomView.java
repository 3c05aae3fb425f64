package org.inceptionnext.train.batch;

import java.util.SplittableRandom;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.vision.Pixels;

/** One random look at a picture: a part of it, perhaps mirrored, in slightly other colours. */
final class RandomView {
    private static final int TRIES = 10;
    private static final double LOG_RATIO = Math.log(4.0 / 3);

    private final Augmentation augmentation;
    private final SplittableRandom random;

    RandomView(Augmentation augmentation, SplittableRandom random) {
        this.augmentation = augmentation;
        this.random = random;
    }

    /** A part whose share and aspect ratio (3:4 to 4:3) are drawn, as torchvision's RandomResizedCrop draws them. */
    Pixels crop(Pixels picture) {
        int width = picture.width();
        int height = picture.height();
        for (int i = 0; i < TRIES; i++) {
            double share = augmentation.cropLeast()
                    + random.nextDouble() * (augmentation.cropMost() - augmentation.cropLeast());
            double ratio = Math.exp((2 * random.nextDouble() - 1) * LOG_RATIO);
            double area = share * width * height;
            int w = (int) Math.rint(Math.sqrt(area * ratio));
            int h = (int) Math.rint(Math.sqrt(area / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height) {
                return part(picture, random.nextInt(width - w + 1), random.nextInt(height - h + 1), w, h);
            }
        }
        int side = Math.min(width, height);
        return part(picture, (width - side) / 2, (height - side) / 2, side, side);
    }

    private static Pixels part(Pixels picture, int left, int top, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(picture.rgb(), 3 * ((top + y) * picture.width() + left), rgb, 3 * y * width, 3 * width);
        }
        return new Pixels(width, height, rgb);
    }

    Pixels mirror(Pixels picture) {
        if (random.nextDouble() >= augmentation.flip()) {
            return picture;
        }
        int width = picture.width();
        byte[] rgb = new byte[picture.rgb().length];
        for (int i = 0; i < rgb.length; i += 3) {
            int column = i / 3 % width;
            System.arraycopy(picture.rgb(), i, rgb, i + 3 * (width - 1 - 2 * column), 3);
        }
        return new Pixels(width, picture.height(), rgb);
    }

    /** Brightness, contrast and saturation, each by a factor of 1 - jitter to 1 + jitter, in an order that is drawn. */
    Pixels colour(Pixels picture) {
        double jitter = augmentation.jitter();
        if (jitter == 0) {
            return picture;
        }
        int[] order = {0, 1, 2};
        for (int i = 2; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        byte[] rgb = picture.rgb().clone();
        for (int change : order) {
            double factor = 1 - jitter + 2 * jitter * random.nextDouble();
            switch (change) {
                case 0 -> blend(rgb, factor, 0);
                case 1 -> blend(rgb, factor, meanGray(rgb));
                default -> saturate(rgb, factor);
            }
        }
        return new Pixels(picture.width(), picture.height(), rgb);
    }

    private static void blend(byte[] rgb, double factor, int other) {
        byte[] table = new byte[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = clamped(other + factor * (i - other));
        }
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = table[rgb[i] & 0xff];
        }
    }

    private static void saturate(byte[] rgb, double factor) {
        for (int i = 0; i < rgb.length; i += 3) {
            int gray = gray(rgb, i);
            for (int c = i; c < i + 3; c++) {
                rgb[c] = clamped(gray + factor * ((rgb[c] & 0xff) - gray));
            }
        }
    }

    private static int meanGray(byte[] rgb) {
        long sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += gray(rgb, i);
        }
        return (int) (sum / (rgb.length / 3.0) + 0.5);
    }

    /** ITU-R 601, by Pillow's whole numbers. */
    private static int gray(byte[] rgb, int i) {
        return (19595 * (rgb[i] & 0xff) + 38470 * (rgb[i + 1] & 0xff) + 7471 * (rgb[i + 2] & 0xff) + 0x8000) >> 16;
    }

    private static byte clamped(double value) {
        return (byte) Math.max(0, Math.min(255, (int) value));
    }
}
