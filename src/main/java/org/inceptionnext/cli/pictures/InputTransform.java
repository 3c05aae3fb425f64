package org.inceptionnext.cli.pictures;

import ai.djl.translate.Translator;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Pixels;

/**
 * The part of a prediction that other threads do ahead of the network: from a decoded picture to its input.
 *
 * @param <P> a prepared picture
 */
interface InputTransform<P> {

    /** Returns how pictures are read. */
    DecodeOptions decoding();

    /** Prepares a picture; called by several threads at once. */
    P prepare(Pixels picture);

    /**
     * Returns a model's own translator for pictures that are prepared already: what goes into the network is put together
     * here, what comes out is the model's own business.
     */
    <O> Translator<P, O> translator(Translator<?, O> own);
}
