package org.inceptionnext.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import org.inceptionnext.vision.Pixels;

/** From what a user hands in to pixels. */
@FunctionalInterface
interface PictureReader<I> {
    /**
     * Reads one picture.
     *
     * @param scope for native memory that is needed on the way; closed by the caller
     */
    Pixels read(I input, NDManager scope) throws IOException, TranslateException;
}
