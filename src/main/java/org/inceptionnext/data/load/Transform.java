package org.inceptionnext.data.load;

import java.io.IOException;
import org.inceptionnext.data.Picture;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * From a sample to what the consumer takes: reads, decodes, augments, makes numbers. Called by many threads at once.
 *
 * @param <S> a sample
 * @param <T> what the consumer takes
 */
@FunctionalInterface
public interface Transform<S, T> {
    /**
     * Makes one.
     *
     * @throws IOException if the sample cannot be read or is no picture
     */
    T apply(S sample, Draw draw) throws IOException;

    /**
     * Reads and decodes a picture.
     *
     * @throws IOException if it cannot be read, or is no picture
     */
    static Pixels decoded(Picture picture, DecodeOptions options) throws IOException {
        return ImageDecoder.decode(picture.bytes(), picture.name(), options);
    }
}
