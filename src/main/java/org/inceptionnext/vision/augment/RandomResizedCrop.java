package org.inceptionnext.vision.augment;

import java.util.random.RandomGenerator;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.PassOrder;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.resample.Canvas;
import org.inceptionnext.vision.resample.Resampler;
import org.inceptionnext.vision.resample.ResamplingAxis;
import org.inceptionnext.vision.resample.ResamplingAxis.Window;

/**
 * A part of random size and shape, resized: torchvision's RandomResizedCrop, as timm calls it.
 *
 * @param leastArea of the part, as a share of the picture, above 0
 * @param mostArea of the part, at most 1
 * @param leastRatio of width to height, above 0
 * @param mostRatio of width to height
 */
public record RandomResizedCrop(double leastArea, double mostArea, double leastRatio, double mostRatio) {
    /** timm's: 0.08 to 1 of the picture, 3:4 to 4:3. */
    public static final RandomResizedCrop IMAGENET = new RandomResizedCrop(0.08, 1, 3.0 / 4, 4.0 / 3);

    private static final int TRIES = 10;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a range is empty or not above 0
     */
    public RandomResizedCrop {
        boolean areas = leastArea > 0 && leastArea <= mostArea;
        boolean ratios = leastRatio > 0 && leastRatio <= mostRatio;
        if (!areas || !ratios) {
            throw new IllegalArgumentException("areas of " + leastArea + " to " + mostArea + " and ratios of "
                    + leastRatio + " to " + mostRatio + "; ranges above 0 are needed");
        }
    }

    /** Returns this with other areas. */
    public RandomResizedCrop withAreas(double least, double most) {
        return new RandomResizedCrop(least, most, leastRatio, mostRatio);
    }

    /**
     * Draws a part of a picture: ten tries, and then the largest in the middle whose ratio is allowed.
     *
     * @param width the picture's, in pixels
     * @param height the picture's, in pixels
     */
    public Rectangle draw(int width, int height, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            double area = uniform(leastArea, mostArea, random) * width * height;
            double ratio = Math.exp(uniform(Math.log(leastRatio), Math.log(mostRatio), random));
            int w = (int) Math.rint(Math.sqrt(area * ratio));
            int h = (int) Math.rint(Math.sqrt(area / ratio));
            if (w > 0 && h > 0 && w <= width && h <= height) {
                int top = random.nextInt(height - h + 1);
                return new Rectangle(random.nextInt(width - w + 1), top, w, h);
            }
        }
        return central(width, height);
    }

    /** Returns the largest part in the middle whose ratio is allowed. */
    public Rectangle central(int width, int height) {
        double ratio = (double) width / height;
        int w = width;
        int h = height;
        if (ratio < leastRatio) {
            h = (int) Math.rint(width / leastRatio);
        } else if (ratio > mostRatio) {
            w = (int) Math.rint(height * mostRatio);
        }
        return new Rectangle((width - w) / 2, (height - h) / 2, w, h);
    }

    private static double uniform(double least, double most, RandomGenerator random) {
        return least + (most - least) * random.nextDouble();
    }

    /** Returns a part of a picture. */
    public static Pixels crop(Pixels picture, Rectangle part) {
        byte[] rgb = new byte[Math.multiplyExact(3, part.width() * part.height())];
        for (int y = 0; y < part.height(); y++) {
            int from = ((part.top() + y) * picture.width() + part.left()) * 3;
            System.arraycopy(picture.rgb(), from, rgb, y * part.width() * 3, part.width() * 3);
        }
        return new Pixels(part.width(), part.height(), rgb);
    }

    /**
     * Resizes a part of a picture as Pillow 13 resizes the part cut out: the filter does not look outside.
     *
     * @param width of the result, in pixels
     * @param height of the result, in pixels
     */
    public static Pixels resized(Pixels picture, Rectangle part, int width, int height, Interpolation filter) {
        Pixels source = crop(picture, part);
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        RowSink resampler = (sourceWidth, sourceHeight) -> Resampler.of(
                ResamplingAxis.of(filter, sourceWidth, width, new Window(0, width)),
                ResamplingAxis.of(filter, sourceHeight, height, new Window(0, height)),
                PassOrder.PILLOW_13.verticalFirst(sourceWidth, sourceHeight, width, height),
                new Canvas(rgb, width, 0, 0))::row;
        resampler.take(source);
        return new Pixels(width, height, rgb);
    }
}
