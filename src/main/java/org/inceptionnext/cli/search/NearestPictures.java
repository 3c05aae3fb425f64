package org.inceptionnext.cli.search;

import java.io.IOException;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.results.ForwardedResults;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/** Asks an index for the pictures near each picture, and writes those. */
public final class NearestPictures extends ForwardedResults<float[], List<Neighbour>> {
    private final PictureIndex index;
    private final int count;

    private NearestPictures(PictureIndex index, int count, ResultWriter<List<Neighbour>> writer) {
        super(writer);
        this.index = index;
        this.count = count;
    }

    /**
     * Begins to write.
     *
     * @param index is asked
     * @param count how many near pictures are wanted
     */
    public static NearestPictures open(Console console, PictureIndex index, int count, ResultTarget target) {
        return new NearestPictures(index, count, target.open(console, new NeighbourLayout(console, index)));
    }

    @Override
    public void answered(Answered<float[]> result) throws IOException {
        List<Neighbour> nearest = index.nearest(UnitVector.of(result.answer()), count);
        forward(new Answered<>(result.picture(), nearest, result.pixels()));
    }
}
