package org.inceptionnext.cli.results;

import java.io.IOException;
import java.util.Set;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.djl.pictures.PictureResult;

/**
 * Takes the results of a run, one for each picture, in their order.
 *
 * @param <O> the type of an answer
 */
public interface ResultWriter<O> extends AutoCloseable {
    /** Returns the pictures that are written already, by a run that was broken off. */
    default Set<String> written() {
        return Set.of();
    }

    /**
     * Writes an answer.
     *
     * @throws IOException if the answer is none
     * @throws org.inceptionnext.cli.console.OutputException if it cannot be written
     */
    void answered(PictureResult.Answered<O> result) throws IOException;

    /** Writes that a picture failed, where the format has a place for it. It was reported to the user already. */
    void failed(String name, Failure failure);

    /**
     * Makes whole what was written.
     *
     * @throws org.inceptionnext.cli.console.OutputException if it cannot be written
     */
    default void finish() {}

    /** Ends; what was not finished does not stand under its name. */
    @Override
    default void close() {}
}
