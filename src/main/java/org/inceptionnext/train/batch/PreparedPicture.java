package org.inceptionnext.train.batch;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.RandomErasing;
import org.inceptionnext.vision.augment.Rectangle;

/**
 * A picture as it waits for its batch: resized and changed, but still in bytes, which are a quarter of its numbers.
 *
 * @param pixels as large as the network's input
 * @param transform how they are normalised
 * @param erasure what is overwritten then
 */
record PreparedPicture(Pixels pixels, EvalTransform transform, Erasure erasure) {

    /**
     * Boxes of a picture that are overwritten.
     *
     * @param seed of what they are overwritten with
     */
    record Erasure(RandomErasing erasing, List<Rectangle> boxes, long seed) {
        /** Nothing is overwritten. */
        static final Erasure NONE = new Erasure(new RandomErasing(0, RandomErasing.Fill.CONSTANT, 1), List.of(), 0);
    }

    /** Returns how many numbers it has. */
    int count() {
        return transform.elementCount();
    }

    /** Returns how many bytes it keeps, without what is a few of them. */
    long sizeBytes() {
        return pixels.rgb().length;
    }

    /**
     * Writes its numbers, the same each time.
     *
     * @param target receives channels, rows, columns
     * @param position the index of the first number in {@code target}
     */
    void write(FloatBuffer target, int position) {
        transform.normalize(pixels, target, position);
        erasure.erasing()
                .erase(
                        target,
                        position,
                        pixels.width(),
                        pixels.height(),
                        erasure.boxes(),
                        new SplittableRandom(erasure.seed()));
    }

    /** Returns its numbers in an array of their own. */
    float[] numbers() {
        float[] numbers = new float[count()];
        write(FloatBuffer.wrap(numbers), 0);
        return numbers;
    }
}
