package org.inceptionnext.vision.decode.jpeg;

import java.util.Arrays;

/**
 * How much of each coefficient the scans so far have brought: the lowest bit known, 0 for all of them, -1 for none. Libjpeg smooths
 * by it, and beyond the last row that a broken scan reached by what was known before that scan.
 */
final class Progression {
    /** The coefficients in zigzag order that smoothing may guess, and the first one, which it guesses from. */
    static final int SMOOTHED = 10;

    private static final int UNKNOWN = -1;

    private final int[][] bits;
    private final int[][] before;
    private int scans;

    Progression(int components) {
        bits = new int[components][64];
        before = new int[components][64];
        for (int[] component : bits) {
            Arrays.fill(component, UNKNOWN);
        }
    }

    /** Takes note of a scan. */
    void begin(ScanHeader scan) {
        scans++;
        for (int component : scan.components()) {
            int[] known = bits[component];
            for (int k = Math.min(scan.first(), 1); k <= Math.max(scan.last(), SMOOTHED - 1); k++) {
                before[component][k] = scans > 1 ? known[k] : 0;
            }
            Arrays.fill(known, scan.first(), scan.last() + 1, scan.low());
        }
    }

    int scans() {
        return scans;
    }

    /** Returns whether every component's first coefficient is there, and one of the next nine is not known to its last bit. */
    boolean invitesSmoothing() {
        boolean open = false;
        for (int[] component : bits) {
            if (component[0] == UNKNOWN) {
                return false;
            }
            for (int k = 1; k < SMOOTHED; k++) {
                open |= component[k] != 0;
            }
        }
        return open;
    }

    /** Returns the lowest known bit of a component's first coefficients, in zigzag order. */
    int[] known(int component) {
        return Arrays.copyOf(bits[component], SMOOTHED);
    }

    /** Returns the same as it was before the component's last scan. */
    int[] knownBefore(int component) {
        int[] known = Arrays.copyOf(before[component], SMOOTHED);
        if (scans <= 1) {
            Arrays.fill(known, 1, SMOOTHED, UNKNOWN);
        }
        return known;
    }
}
