package org.inceptionnext.cli.results;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.inceptionnext.djl.pictures.PictureResult;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an answer, whatever it is written as.
 *
 * @param <O> the type of an answer
 */
public interface ResultLayout<O> {
    /** Returns the columns of a table, without the picture's name before them and the error behind them. */
    List<ResultColumn> columns();

    /**
     * Returns the rows of a table, at least one: a picture in which nothing was found has a row of empty cells.
     *
     * @throws IOException if the answer is none
     */
    List<@Nullable Object[]> rows(PictureResult.Answered<O> result) throws IOException;

    /**
     * Returns the answer as an object, the picture's name first, as {@code file}.
     *
     * @throws IOException if the answer is none
     */
    JsonObject json(PictureResult.Answered<O> result) throws IOException;

    /**
     * Prints the answer for a person.
     *
     * @throws IOException if the answer is none
     */
    void print(PictureResult.Answered<O> result) throws IOException;
}
