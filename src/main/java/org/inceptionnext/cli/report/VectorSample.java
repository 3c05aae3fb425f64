package org.inceptionnext.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Some of many vectors, each of them with the same chance: a map of more points would be a blot, and their vectors would fill the
 * memory.
 */
final class VectorSample {
    private static final int MOST = 5_000;

    private final Random random = new Random(0);
    private final List<float[]> vectors = new ArrayList<>();
    private final List<Integer> entries = new ArrayList<>();
    private int seen;

    /** @param entry the number of the entry that it is of */
    void add(float[] vector, int entry) {
        seen++;
        if (vectors.size() < MOST) {
            vectors.add(vector);
            entries.add(entry);
            return;
        }
        int place = random.nextInt(seen);
        if (place < MOST) {
            vectors.set(place, vector);
            entries.set(place, entry);
        }
    }

    /** Returns how many there were. */
    int seen() {
        return seen;
    }

    List<float[]> vectors() {
        return vectors;
    }

    /** Returns the numbers of the vectors' entries, in the same order. */
    List<Integer> entries() {
        return entries;
    }
}
