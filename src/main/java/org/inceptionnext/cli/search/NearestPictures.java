package org.inceptionnext.cli.search;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/**
 * Asks an index for the pictures near each picture, and writes those.
 *
 * @param index is asked
 * @param count how many near pictures are wanted
 * @param writer takes them
 */
public record NearestPictures(PictureIndex index, int count, ResultWriter<List<Neighbour>> writer)
        implements ResultWriter<float[]> {
    /** Begins to write. */
    public static NearestPictures open(Console console, PictureIndex index, int count, ResultTarget target) {
        return new NearestPictures(index, count, target.open(console, new NeighbourLayout(console, index)));
    }

    @Override
    public Set<String> written() {
        return writer.written();
    }

    @Override
    public void answered(Answered<float[]> result) throws IOException {
        List<Neighbour> nearest = index.nearest(UnitVector.of(result.answer()), count);
        writer.answered(new Answered<>(result.picture(), nearest, result.pixels()));
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
