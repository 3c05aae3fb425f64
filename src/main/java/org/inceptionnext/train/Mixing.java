package org.inceptionnext.train;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.inceptionnext.train.recipe.Recipe.Regularization;

/**
 * How the samples of a batch are mixed: each with that of the mirrored place, the first with the last. Mixup (Zhang et al., <a
 * href="https://arxiv.org/abs/1710.09412">arXiv 1710.09412</a>) mixes their numbers, CutMix (Yun et al., <a
 * href="https://arxiv.org/abs/1905.04899">arXiv 1905.04899</a>) pastes a box of the other one.
 *
 * @param share how much of the target is the sample's own
 * @param box the part that is the other's; null to mix all numbers
 */
public record Mixing(
        double share, @org.jspecify.annotations.Nullable Box box) {
    /** Nothing is mixed. */
    public static final Mixing NONE = new Mixing(1, null);

    /** Rows {@code top} to {@code bottom} and columns {@code left} to {@code right}, the latter of both exclusive. */
    public record Box(int top, int bottom, int left, int right) {}

    /**
     * Draws how a batch is mixed; where both ways are allowed, each comes in half of the cases.
     *
     * @param random the batch's numbers
     */
    public static Mixing draw(Regularization settings, int height, int width, SplittableRandom random) {
        boolean both = settings.mixup() > 0 && settings.cutmix() > 0;
        boolean cuts = settings.cutmix() > 0 && (!both || random.nextDouble() < 0.5);
        double alpha = cuts ? settings.cutmix() : settings.mixup();
        if (alpha <= 0) {
            return NONE;
        }
        double share = beta(alpha, random);
        return cuts
                ? cut(share, height, width, random.nextInt(height), random.nextInt(width))
                : new Mixing(share, null);
    }

    /**
     * Returns the CutMix of a box around a point; the share is corrected for what lies outside.
     *
     * @param share before the correction
     */
    static Mixing cut(double share, int height, int width, int centreRow, int centreColumn) {
        double ratio = Math.sqrt(1 - share);
        int halfHeight = (int) (height * ratio) / 2;
        int halfWidth = (int) (width * ratio) / 2;
        Box box = new Box(
                Math.max(0, centreRow - halfHeight),
                Math.min(height, centreRow + halfHeight),
                Math.max(0, centreColumn - halfWidth),
                Math.min(width, centreColumn + halfWidth));
        double area = (double) (box.bottom() - box.top()) * (box.right() - box.left());
        return new Mixing(1 - area / ((double) height * width), box);
    }

    /** Beta(alpha, alpha) by two gamma variates (Marsaglia and Tsang). */
    private static double beta(double alpha, SplittableRandom random) {
        double a = gamma(alpha, random);
        double b = gamma(alpha, random);
        return a / (a + b);
    }

    private static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /**
     * Mixes the pictures of a batch in place.
     *
     * @param pictures (batch, 3, height, width)
     */
    public void apply(FloatBuffer pictures, int batch, int height, int width) {
        if (share == 1) {
            return;
        }
        int size = 3 * height * width;
        // Pairs, since both change at once; a picture in the middle is mixed with itself.
        for (int i = 0; i < batch / 2; i++) {
            int first = i * size;
            int second = (batch - 1 - i) * size;
            for (int element = 0; element < size; element++) {
                if (box != null && !isInside(element, height, width)) {
                    continue;
                }
                float a = pictures.get(first + element);
                float b = pictures.get(second + element);
                pictures.put(first + element, box != null ? b : mix(a, b));
                pictures.put(second + element, box != null ? a : mix(b, a));
            }
        }
    }

    private float mix(float own, float other) {
        return own * (float) share + other * (float) (1 - share);
    }

    private boolean isInside(int element, int height, int width) {
        int row = element / width % height;
        int column = element % width;
        return box != null && row >= box.top() && row < box.bottom() && column >= box.left() && column < box.right();
    }
}
