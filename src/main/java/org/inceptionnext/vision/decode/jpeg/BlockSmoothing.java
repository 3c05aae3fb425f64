package org.inceptionnext.vision.decode.jpeg;

/**
 * What libjpeg-turbo 2.1 and newer put in the place of coefficients that have not come yet: each of the first nine is guessed from
 * the mean brightness (the first coefficient, DC) of the block and of the 24 around it. The weights are measures of that library, in
 * 1/256; those for a change down are those for a change to the right, turned.
 */
final class BlockSmoothing {
    /** Where the nine stand in a block, in the order of a scan. */
    private static final int[] PLACES = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24};

    private static final int[] MEAN = {
        -2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2
    };

    /** For a block of which nothing but its DC has come. */
    private static final int[][] ALONE = kernels(
            new int[] {-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1},
            new int[] {-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1},
            new int[] {0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0},
            new int[] {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
            new int[] {0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0});

    /** For a block of which some other coefficients have come: five are guessed, and DC stays. */
    private static final int[][] BESIDE_OTHERS = kernels(
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            new int[] {0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0},
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

    private final int[] known;
    private final int[] quantiser;
    private final boolean alone;

    /**
     * Prepares for one component.
     *
     * @param known the lowest bit that has come of its first ten coefficients; -1 for none
     * @param quantiser its 64 factors, row by row
     */
    BlockSmoothing(int[] known, int[] quantiser) {
        this.known = known;
        this.quantiser = quantiser;
        boolean nothingElse = true;
        for (int k = 1; k < Progression.SMOOTHED; k++) {
            nothingElse &= known[k] == -1;
        }
        this.alone = nothingElse;
    }

    /** Returns whether libjpeg would smooth with these factors: it refuses to divide by zero. */
    static boolean isPossible(int[] quantiser) {
        for (int place : PLACES) {
            if (quantiser[place] == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Fills in a block.
     *
     * @param means the DC of five rows of five blocks
     */
    void apply(short[] block, int[] means) {
        int[][] kernels = alone ? ALONE : BESIDE_OTHERS;
        for (int k = 1; k <= kernels.length; k++) {
            int place = PLACES[k];
            if (known[k] != 0 && block[place] == 0) {
                int limit = known[k] > 0 ? (1 << known[k]) - 1 : Integer.MAX_VALUE;
                block[place] = guess(kernels[k - 1], means, place, limit);
            }
        }
        if (alone) {
            block[0] = guess(MEAN, means, 0, Integer.MAX_VALUE);
        }
    }

    private short guess(int[] weights, int[] means, int place, int limit) {
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * means[i];
        }
        long product = sum * quantiser[0];
        long divisor = quantiser[place];
        int size = (int) (((divisor << 7) + Math.abs(product)) / (divisor << 8));
        size = Math.min(size, limit);
        return (short) (product < 0 ? -size : size);
    }

    /** In the order of a scan: right, down, down twice, both, right twice, and then right thrice and its like. */
    private static int[][] kernels(int[] right, int[] both, int[] rightTwice) {
        return new int[][] {right, turned(right), turned(rightTwice), both, rightTwice};
    }

    private static int[][] kernels(int[] right, int[] both, int[] rightTwice, int[] rightThrice, int[] rightTwiceDown) {
        int[][] five = kernels(right, both, rightTwice);
        return new int[][] {
            five[0],
            five[1],
            five[2],
            five[3],
            five[4],
            rightThrice,
            rightTwiceDown,
            turned(rightTwiceDown),
            turned(rightThrice)
        };
    }

    private static int[] turned(int[] kernel) {
        int[] turned = new int[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            turned[i % 5 * 5 + i / 5] = kernel[i];
        }
        return turned;
    }
}
