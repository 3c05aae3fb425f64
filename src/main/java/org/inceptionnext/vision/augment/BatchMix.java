package org.inceptionnext.vision.augment;

import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/**
 * How the pictures of a batch are mixed, each with the one at the mirrored place, the first with the last, as timm does. {@link
 * Mixup} mixes all numbers (Zhang et al., <a href="https://arxiv.org/abs/1710.09412">arXiv 1710.09412</a>), {@link CutMix} pastes a
 * box of the other picture (Yun et al., <a href="https://arxiv.org/abs/1905.04899">arXiv 1905.04899</a>).
 */
public sealed interface BatchMix {

    /** Returns how much of a target is the picture's own, 0 to 1; the rest is its partner's. */
    double share();

    /**
     * Mixes in place.
     *
     * @param pictures (batch, channels, height, width)
     * @param batch how many pictures
     * @param pictureSize numbers of one picture
     */
    void apply(FloatBuffer pictures, int batch, int pictureSize);

    /**
     * Nothing but one share.
     *
     * @param share of the picture's own numbers
     */
    record Mixup(double share) implements BatchMix {

        @Override
        public void apply(FloatBuffer pictures, int batch, int pictureSize) {
            float own = (float) share;
            float others = (float) (1 - share);
            for (int i = 0; i < (batch + 1) / 2; i++) {
                int first = i * pictureSize;
                int second = (batch - 1 - i) * pictureSize;
                for (int at = 0; at < pictureSize; at++) {
                    float a = pictures.get(first + at);
                    float b = pictures.get(second + at);
                    pictures.put(second + at, b * own + a * others);
                    pictures.put(first + at, a * own + b * others);
                }
            }
        }
    }

    /**
     * A box of the other picture.
     *
     * @param box the part that is the other's
     * @param width of a picture, in pixels
     * @param height of a picture, in pixels
     */
    record CutMix(Rectangle box, int width, int height) implements BatchMix {

        /**
         * Places the box of a share around a point; what lies outside of the picture is cut off.
         *
         * @param share of the picture's own pixels before the cut
         * @param centreRow the box's middle
         * @param centreColumn the box's middle
         */
        public static CutMix around(double share, int width, int height, int centreRow, int centreColumn) {
            double ratio = Math.sqrt(1 - share);
            int cutHeight = (int) (height * ratio);
            int cutWidth = (int) (width * ratio);
            int top = Math.max(centreRow - cutHeight / 2, 0);
            int bottom = Math.min(centreRow + (cutHeight + 1) / 2, height);
            int left = Math.max(centreColumn - cutWidth / 2, 0);
            int right = Math.min(centreColumn + (cutWidth + 1) / 2, width);
            return new CutMix(new Rectangle(left, top, right - left, bottom - top), width, height);
        }

        @Override
        public double share() {
            return 1 - box.area() / ((double) height * width);
        }

        @Override
        public void apply(FloatBuffer pictures, int batch, int pictureSize) {
            int plane = width * height;
            for (int i = 0; i < batch / 2; i++) {
                for (int channel = 0; channel < pictureSize; channel += plane) {
                    swap(pictures, i * pictureSize + channel, (batch - 1 - i) * pictureSize + channel);
                }
            }
        }

        private void swap(FloatBuffer pictures, int first, int second) {
            for (int y = box.top(); y < box.top() + box.height(); y++) {
                for (int at = y * width + box.left(); at < y * width + box.left() + box.width(); at++) {
                    float kept = pictures.get(first + at);
                    pictures.put(first + at, pictures.get(second + at));
                    pictures.put(second + at, kept);
                }
            }
        }
    }

    /**
     * Draws how a batch is mixed; where both ways are allowed, each comes in half of the cases, as timm's default.
     *
     * @param mixupAlpha of the share's distribution Beta(alpha, alpha); 0 for no mixup
     * @param cutMixAlpha of the share's distribution; 0 for no CutMix
     * @param width of a picture, in pixels
     * @param height of a picture, in pixels
     * @return the mix; a mixup of share 1, which changes nothing, where both alphas are 0
     */
    static BatchMix draw(double mixupAlpha, double cutMixAlpha, int width, int height, RandomGenerator random) {
        boolean both = mixupAlpha > 0 && cutMixAlpha > 0;
        boolean cuts = both ? random.nextDouble() < 0.5 : cutMixAlpha > 0;
        if (cuts) {
            double share = Beta.draw(cutMixAlpha, random);
            int row = random.nextInt(height);
            return CutMix.around(share, width, height, row, random.nextInt(width));
        }
        return new Mixup(mixupAlpha > 0 ? Beta.draw(mixupAlpha, random) : 1);
    }

    /**
     * Returns the targets of a mixed batch: (batch, classes), each row with the sum 1.
     *
     * @param labels of the pictures, in their order before the mix
     * @param classes how many there are
     * @param share of the picture's own label
     * @param smoothing how much of each label goes to all classes alike, 0 for none
     */
    static float[] targets(int[] labels, int classes, double share, double smoothing) {
        float off = (float) (smoothing / classes);
        float on = (float) (1 - smoothing + smoothing / classes);
        float own = (float) share;
        float others = (float) (1 - share);
        float[] targets = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            int partner = labels[labels.length - 1 - i];
            for (int c = 0; c < classes; c++) {
                float first = c == labels[i] ? on : off;
                float second = c == partner ? on : off;
                targets[i * classes + c] = first * own + second * others;
            }
        }
        return targets;
    }
}
