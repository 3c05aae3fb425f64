package org.inceptionnext.vision.augment;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Boxes of a normalised picture overwritten: random erasing (Zhong et al., <a href="https://arxiv.org/abs/1708.04896">arXiv
 * 1708.04896</a>) as timm makes it.
 *
 * @param probability that anything is erased; timm's {@code reprob}
 * @param fill what the boxes are filled with; timm's {@code remode}
 * @param count the largest number of boxes, which share the area, at least 1; timm's {@code recount}
 */
public record RandomErasing(double probability, Fill fill, int count) {
    private static final int TRIES = 10;
    private static final double LEAST_AREA = 0.02;
    private static final double MOST_AREA = 1.0 / 3;
    private static final double LOG_RATIO = Math.log(1 / 0.3);

    /** What a box is filled with; normal numbers have mean 0 and deviation 1, as the normalised picture has. */
    public enum Fill {
        /** 0, the mean. */
        CONSTANT,
        /** One normal number a channel. */
        COLOUR,
        /** One normal number a sample. */
        NOISE
    }

    /**
     * Draws the boxes; none where the picture is left as it is.
     *
     * @param width the picture's, in pixels
     * @param height the picture's, in pixels
     */
    public List<Rectangle> draw(int width, int height, RandomGenerator random) {
        List<Rectangle> boxes = new ArrayList<>();
        if (random.nextDouble() > probability) {
            return boxes;
        }
        int number = count == 1 ? 1 : 1 + random.nextInt(count);
        for (int box = 0; box < number; box++) {
            for (int i = 0; i < TRIES; i++) {
                double share = LEAST_AREA + (MOST_AREA - LEAST_AREA) * random.nextDouble();
                double area = share * width * height / number;
                double ratio = Math.exp((2 * random.nextDouble() - 1) * LOG_RATIO);
                int h = (int) Math.rint(Math.sqrt(area * ratio));
                int w = (int) Math.rint(Math.sqrt(area / ratio));
                if (w < width && h < height) {
                    int top = random.nextInt(height - h + 1);
                    boxes.add(new Rectangle(random.nextInt(width - w + 1), top, w, h));
                    break;
                }
            }
        }
        return boxes;
    }

    /**
     * Overwrites the boxes in place.
     *
     * @param values of one picture: channels, rows, columns; their own position stays
     * @param from the index of the picture's first
     * @param random of the numbers that boxes are filled with; not asked for {@link Fill#CONSTANT}
     */
    public void erase(
            FloatBuffer values, int from, int width, int height, List<Rectangle> boxes, RandomGenerator random) {
        for (Rectangle box : boxes) {
            for (int channel = 0; channel < 3; channel++) {
                float colour = fill == Fill.COLOUR ? (float) random.nextGaussian() : 0;
                for (int y = box.top(); y < box.top() + box.height(); y++) {
                    int row = from + (channel * height + y) * width + box.left();
                    for (int x = row; x < row + box.width(); x++) {
                        values.put(x, fill == Fill.NOISE ? (float) random.nextGaussian() : colour);
                    }
                }
            }
        }
    }
}
