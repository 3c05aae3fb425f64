package org.inceptionnext.cli.pictures;

import java.io.IOException;
import org.inceptionnext.cli.results.ForwardedResults;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.cli.search.UnitVector;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/** Lets only vectors of numbers through, of length 1 where that is wanted. */
final class Vectors extends ForwardedResults<float[], float[]> {
    private final boolean normalizes;

    /**
     * Begins.
     *
     * @param normalizes whether they are divided by their length
     * @param writer takes them
     */
    Vectors(boolean normalizes, ResultWriter<float[]> writer) {
        super(writer);
        this.normalizes = normalizes;
    }

    @Override
    public void answered(Answered<float[]> result) throws IOException {
        double length = UnitVector.length(result.answer());
        if (!Double.isFinite(length)) {
            throw new IOException("the network's answer is not a number; the weights may be damaged");
        }
        forward(normalizes && length > 0 ? divided(result, length) : result);
    }

    private static Answered<float[]> divided(Answered<float[]> result, double length) {
        return new Answered<>(result.picture(), UnitVector.divided(result.answer(), length), result.pixels());
    }
}
