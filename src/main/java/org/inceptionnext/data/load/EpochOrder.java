package org.inceptionnext.data.load;

import java.util.SplittableRandom;

/** In which order an epoch takes its samples: a function of their number, the seed and the epoch, and of nothing else. */
public final class EpochOrder {
    /** Half of the golden ratio's bits, by which neighbouring seeds end far apart. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private EpochOrder() {}

    /** Returns 0 to {@code count - 1}, as they are. */
    public static int[] plain(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        return order;
    }

    /**
     * Returns 0 to {@code count - 1}, shuffled (Fisher and Yates, with Java's {@link SplittableRandom}, whose numbers are
     * specified).
     *
     * @param epoch counted from 0
     */
    public static int[] shuffled(int count, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(seed * GOLDEN + epoch);
        int[] order = plain(count);
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }
}
