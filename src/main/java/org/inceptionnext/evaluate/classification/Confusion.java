package org.inceptionnext.evaluate.classification;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each class was taken for each: {@code count(truth, predicted)}. Few classes are counted in a table, many (tens of
 * thousands squared would fill the memory) by the pairs that occur. Of one thread.
 */
public final class Confusion {
    private static final int MAX_DENSE_CLASSES = 2048;

    private final int classCount;
    private final long[] dense;
    private final Map<Long, Long> sparse = new HashMap<>();

    Confusion(int classCount) {
        this.classCount = classCount;
        this.dense = classCount <= MAX_DENSE_CLASSES ? new long[classCount * classCount] : new long[0];
    }

    /**
     * Returns a table as one, such as a detector's, whose last class is the background.
     *
     * @param counts for each true class a row of how often it was taken for each
     */
    public static Confusion ofTable(List<List<Integer>> counts) {
        Confusion confusion = new Confusion(counts.size());
        for (int truth = 0; truth < counts.size(); truth++) {
            for (int predicted = 0; predicted < counts.size(); predicted++) {
                int count = counts.get(truth).get(predicted);
                if (count > 0) {
                    confusion.add(truth, predicted, count);
                }
            }
        }
        return confusion;
    }

    void add(int truth, int predicted) {
        add(truth, predicted, 1);
    }

    private void add(int truth, int predicted, long count) {
        if (dense.length > 0) {
            dense[truth * classCount + predicted] += count;
        } else {
            sparse.merge((long) truth * classCount + predicted, count, Long::sum);
        }
    }

    /** Returns how many classes there are. */
    public int classCount() {
        return classCount;
    }

    /** Returns how many pictures of a class were taken for another (or the same). */
    public long count(int truth, int predicted) {
        return dense.length > 0
                ? dense[truth * classCount + predicted]
                : sparse.getOrDefault((long) truth * classCount + predicted, 0L);
    }

    /** Calls for each pair that occurs, in any order. */
    void forEach(Cell cell) {
        if (dense.length > 0) {
            for (int i = 0; i < dense.length; i++) {
                if (dense[i] > 0) {
                    cell.accept(i / classCount, i % classCount, dense[i]);
                }
            }
        } else {
            sparse.forEach((pair, count) -> cell.accept((int) (pair / classCount), (int) (pair % classCount), count));
        }
    }

    /** Takes one cell. */
    interface Cell {
        void accept(int truth, int predicted, long count);
    }
}
