package org.inceptionnext.vision;

/**
 * Which axis Pillow resamples first. The picture between the two passes is rounded to 8 bits, so the order shows: by up to 3 grey
 * levels on photos.
 */
public enum PassOrder {
    /** Pillow 13.0: vertical first where that makes the picture much smaller, as for portraits squashed to a square. */
    PILLOW_13,
    /** Pillow up to 12.3: always horizontal first. */
    BEFORE_PILLOW_13;

    /** Decides for a picture and its new size. */
    public boolean verticalFirst(int width, int height, long newWidth, long newHeight) {
        long lost = height - newHeight;
        return this == PILLOW_13 && lost > 0 && lost > 2 * (width - newWidth);
    }
}
