package org.inceptionnext.train.batch;

import java.util.Optional;
import org.inceptionnext.vision.PictureMapping;
import org.inceptionnext.vision.Pixels;

/**
 * One picture, ready for its batch.
 *
 * @param pixels all of a batch have one size
 * @param targets rows of five: class, centre x, centre y, width, height in fractions
 * @param mapping the way back; empty where the picture was changed too much for one
 */
record DetectionSample(Pixels pixels, float[] targets, Optional<PictureMapping> mapping) {
    static final int TARGET_FIELDS = DetectionBatch.TARGET_FIELDS - 1;

    long sizeBytes() {
        return pixels.rgb().length + 4L * targets.length;
    }
}
