package org.inceptionnext.djl.pictures;

import java.util.Optional;
import org.inceptionnext.vision.PictureMapping;

/**
 * The shape of a network's input for one picture, and where the picture lies in it.
 *
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param mapping the way back to the picture, where boxes need it
 */
public record Placement(int height, int width, Optional<PictureMapping> mapping) {
    private static final int CHANNELS = 3;

    /** Returns how many numbers the input has for the picture. */
    int elementCount() {
        return CHANNELS * height * width;
    }
}
