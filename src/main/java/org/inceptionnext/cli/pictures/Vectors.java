package org.inceptionnext.cli.pictures;

import java.io.IOException;
import org.inceptionnext.cli.results.ForwardedResults;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/** Lets only vectors of numbers through, of length 1 where that is wanted. */
final class Vectors extends ForwardedResults<float[]> {
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
        double squares = 0;
        for (float number : result.answer()) {
            squares += (double) number * number;
        }
        if (!Double.isFinite(squares)) {
            throw new IOException("the network's answer is not a number; the weights may be damaged");
        }
        super.answered(normalizes && squares > 0 ? divided(result, Math.sqrt(squares)) : result);
    }

    private static Answered<float[]> divided(Answered<float[]> result, double length) {
        float[] vector = result.answer().clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return new Answered<>(result.picture(), vector, result.pixels());
    }
}
