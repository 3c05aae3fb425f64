package org.inceptionnext.train;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on nothing but the seed, the epoch, the sample and what they are for: not on the number of threads,
 * nor on whether a run was interrupted.
 */
public final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;

    /** Makes the numbers of a run. */
    public Draws(long seed) {
        this.seed = seed;
    }

    /** What random numbers are for. */
    public enum Purpose {
        /** Crop, mirror image and colours of a picture. */
        AUGMENTATION,
        /** Which residual branches are left out for a sample. */
        DROP_PATH,
        /** How two samples of a batch are mixed. */
        MIXING,
        /** How large the pictures of a batch are. */
        SCALE,
        /** In which order an epoch takes its pictures, where some come more often than others. */
        ORDER
    }

    /**
     * Returns the numbers for one purpose.
     *
     * @param epoch counted from 0
     * @param sample its index in the data set, or a batch's in the epoch
     */
    public SplittableRandom of(int epoch, long sample, Purpose purpose) {
        long mixed = seed;
        for (long part : new long[] {epoch, sample, purpose.ordinal()}) {
            mixed = finish(mixed + GOLDEN * (part + 1));
        }
        return new SplittableRandom(mixed);
    }

    /** The last steps of SplitMix64, by which each bit of the input changes each of the output. */
    private static long finish(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
