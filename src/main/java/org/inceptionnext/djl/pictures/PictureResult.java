package org.inceptionnext.djl.pictures;

import java.io.IOException;
import java.util.Optional;
import org.inceptionnext.data.Picture;
import org.inceptionnext.vision.Pixels;

/**
 * What became of one picture.
 *
 * @param <O> the type of an answer
 */
public sealed interface PictureResult<O> {

    /** Returns the picture. */
    Picture picture();

    /**
     * The network's answer.
     *
     * @param pixels the decoded picture, if the predictor {@linkplain PicturePredictor#keepingPixels keeps} them
     */
    record Answered<O>(Picture picture, O answer, Optional<Pixels> pixels) implements PictureResult<O> {}

    /**
     * A picture that cannot be read, or is none.
     *
     * @param cause why, without the picture's name
     */
    record Failed<O>(Picture picture, IOException cause) implements PictureResult<O> {}
}
