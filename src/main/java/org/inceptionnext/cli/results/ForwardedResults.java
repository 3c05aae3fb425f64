package org.inceptionnext.cli.results;

import java.io.IOException;
import java.util.Set;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/**
 * Hands results on to another writer; who extends it says what becomes of an answer on the way.
 *
 * @param <I> the type of an answer that comes in
 * @param <O> the type of one that is handed on
 */
public abstract class ForwardedResults<I, O> implements ResultWriter<I> {
    private final ResultWriter<O> writer;

    /** @param writer takes the results; closed with this one */
    protected ForwardedResults(ResultWriter<O> writer) {
        this.writer = writer;
    }

    @Override
    public final Set<String> written() {
        return writer.written();
    }

    /** Hands an answer on. */
    protected final void forward(Answered<O> result) throws IOException {
        writer.answered(result);
    }

    @Override
    public void failed(String name, Failure failure) {
        writer.failed(name, failure);
    }

    @Override
    public void finish() {
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
    }
}
