package org.inceptionnext.train.batch;

import java.util.List;
import org.inceptionnext.data.load.Draw;

/**
 * Some pictures and their labels.
 *
 * @param pictures (batch, 3, height, width), normalised; or vectors that stand for them, (batch, channels)
 * @param labels the class numbers
 * @param draws where each stands in the epoch and in the data set
 */
public record Batch(DirectFloats pictures, int[] labels, List<Draw> draws) {

    public Batch {
        draws = List.copyOf(draws);
    }

    /** Returns how many pictures there are. */
    public int size() {
        return labels.length;
    }
}
