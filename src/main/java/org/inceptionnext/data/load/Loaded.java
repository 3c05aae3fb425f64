package org.inceptionnext.data.load;

import java.io.IOException;

/**
 * A sample as the consumer gets it, or why there is none; the others go on.
 *
 * @param <S> a sample
 * @param <T> what the consumer takes
 */
public sealed interface Loaded<S, T> {
    /** Returns the sample. */
    S sample();

    /** Returns the epoch and the places of the sample. */
    Draw draw();

    /** One that is ready. */
    record Ready<S, T>(S sample, Draw draw, T value) implements Loaded<S, T> {}

    /** One that could not be read, decoded or transformed. */
    record Failed<S, T>(S sample, Draw draw, IOException cause) implements Loaded<S, T> {}
}
