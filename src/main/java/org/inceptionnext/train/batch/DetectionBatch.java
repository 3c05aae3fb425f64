package org.inceptionnext.train.batch;

import java.util.List;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.vision.PictureMapping;

/**
 * Some pictures and the objects in them, as a detector learns from them or is measured with them.
 *
 * @param pixels (count, 3, height, width), R first, 0 to 1
 * @param height in pixels
 * @param width in pixels
 * @param targets rows of six: the picture's place in the batch, class, centre x, centre y, width, height; the last four in
 *     fractions of {@code width} and {@code height}
 * @param pictures what each was made of; of a mosaic the first of its pictures
 * @param draws where each stands in the epoch and in the data set
 * @param mappings the way back from the pixels to each picture; none of an augmented batch
 */
public record DetectionBatch(
        DirectFloats pixels,
        int height,
        int width,
        float[] targets,
        List<BoxedPicture> pictures,
        List<Draw> draws,
        List<PictureMapping> mappings) {
    /** How many numbers an object has in {@link #targets}. */
    public static final int TARGET_FIELDS = 6;

    public DetectionBatch {
        pictures = List.copyOf(pictures);
        draws = List.copyOf(draws);
        mappings = List.copyOf(mappings);
    }

    /** Returns how many pictures there are. */
    public int count() {
        return draws.size();
    }

    /** Returns how many objects there are. */
    public int targetCount() {
        return targets.length / TARGET_FIELDS;
    }
}
