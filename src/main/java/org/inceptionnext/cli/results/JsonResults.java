package org.inceptionnext.cli.results;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Set;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Json;
import org.inceptionnext.djl.pictures.PictureResult;

/**
 * An object a line; for a picture that failed, with its error.
 *
 * @param <O> the type of an answer
 */
final class JsonResults<O> implements ResultWriter<O> {
    private final ResultLayout<O> layout;
    private final ResultLines lines;

    JsonResults(ResultLayout<O> layout, ResultLines lines) {
        this.layout = layout;
        this.lines = lines;
    }

    @Override
    public Set<String> written() {
        return lines.written();
    }

    @Override
    public void answered(PictureResult.Answered<O> result) throws IOException {
        write(layout.json(result));
    }

    @Override
    public void failed(String name, Failure failure) {
        JsonObject object = new JsonObject();
        object.addProperty("file", name);
        object.addProperty("error", failure.message());
        write(object);
    }

    private void write(JsonObject object) {
        lines.write(Json.line(object) + "\n");
    }

    @Override
    public void finish() {
        lines.finish();
    }

    @Override
    public void close() {
        lines.close();
    }
}
