package org.inceptionnext.cli.results;

import java.io.IOException;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.djl.pictures.PictureResult;

/** Lines for a person. */
record PrintedResults<O>(ResultLayout<O> layout) implements ResultWriter<O> {
    @Override
    public void answered(PictureResult.Answered<O> result) throws IOException {
        layout.print(result);
    }

    @Override
    public void failed(String name, Failure failure) {
        // It was said on standard error.
    }
}
