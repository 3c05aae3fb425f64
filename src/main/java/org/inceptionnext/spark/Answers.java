package org.inceptionnext.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.inceptionnext.djl.pictures.PictureResult;

/** What became of a picture: an answer, or why there is none. */
final class Answers {
    private Answers() {}

    /**
     * Returns the answer.
     *
     * @throws IOException why there is none
     */
    static <O> O of(PictureResult<O> result) throws IOException {
        if (result instanceof PictureResult.Answered<O> answered) {
            return answered.answer();
        }
        throw ((PictureResult.Failed<O>) result).cause();
    }

    /** Returns what the error column says; never empty. */
    static String message(IOException failure) {
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return "no such file: " + failure.getMessage();
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getName() : message;
    }
}
