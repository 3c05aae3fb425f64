package org.inceptionnext.vision.decode.jpeg;

/**
 * libjpeg's accurate inverse transform of a block: the algorithm of Loeffler, Ligtenberg and Moschytz in 13-bit fixed point, columns
 * first. Numbers beyond 16 bits, which damaged files have, wrap and saturate where libjpeg-turbo's vector code lets them.
 */
final class InverseDct {
    private static final int CONSTANT_BITS = 13;
    private static final int COLUMN_SHIFT = CONSTANT_BITS - 2;
    private static final int ROW_SHIFT = CONSTANT_BITS + 2 + 3;

    private static final int COS_0_298 = 2446;
    private static final int COS_0_390 = 3196;
    private static final int COS_0_541 = 4433;
    private static final int COS_0_765 = 6270;
    private static final int COS_0_899 = 7373;
    private static final int COS_1_175 = 9633;
    private static final int COS_1_501 = 12299;
    private static final int COS_1_847 = 15137;
    private static final int COS_1_961 = 16069;
    private static final int COS_2_053 = 16819;
    private static final int COS_2_562 = 20995;
    private static final int COS_3_072 = 25172;

    private final int[] work = new int[64];

    /**
     * Writes the 8 x 8 samples of a block.
     *
     * @param coefficients 64, row by row
     * @param quantiser 64 factors, row by row
     */
    void transform(short[] coefficients, int[] quantiser, byte[] samples, int at, int stride) {
        for (int i = 0; i < 64; i++) {
            work[i] = (short) (coefficients[i] * quantiser[i]);
        }
        columns();
        for (int row = 0; row < 8; row++) {
            line(8 * row, 1, ROW_SHIFT);
            for (int x = 0; x < 8; x++) {
                samples[at + row * stride + x] = (byte) (Math.min(Math.max(work[8 * row + x], -128), 127) + 128);
            }
        }
    }

    /** Where nothing but the first row is there, libjpeg-turbo multiplies by four, without saturation. */
    private void columns() {
        boolean firstRowOnly = true;
        for (int i = 8; i < 64; i++) {
            firstRowOnly &= work[i] == 0;
        }
        for (int column = 0; column < 8; column++) {
            if (firstRowOnly) {
                short scaled = (short) (work[column] << 2);
                for (int row = 0; row < 8; row++) {
                    work[8 * row + column] = scaled;
                }
            } else {
                line(column, 8, COLUMN_SHIFT);
            }
        }
    }

    private void line(int at, int step, int shift) {
        int second = work[at + 2 * step];
        int sixth = work[at + 6 * step];
        int rotated = (second + sixth) * COS_0_541;
        int even2 = rotated - sixth * COS_1_847;
        int even3 = rotated + second * COS_0_765;
        int even0 = (short) (work[at] + work[at + 4 * step]) << CONSTANT_BITS;
        int even1 = (short) (work[at] - work[at + 4 * step]) << CONSTANT_BITS;

        int first = work[at + step];
        int third = work[at + 3 * step];
        int fifth = work[at + 5 * step];
        int seventh = work[at + 7 * step];
        int outer = (short) (seventh + third);
        int inner = (short) (fifth + first);
        int common = (outer + inner) * COS_1_175;
        int outerTerm = common - outer * COS_1_961;
        int innerTerm = common - inner * COS_0_390;
        int ends = -(seventh + first) * COS_0_899;
        int middle = -(fifth + third) * COS_2_562;
        int odd0 = first * COS_1_501 + ends + innerTerm;
        int odd1 = third * COS_3_072 + middle + outerTerm;
        int odd2 = fifth * COS_2_053 + middle + innerTerm;
        int odd3 = seventh * COS_0_298 + ends + outerTerm;

        pair(at, step, 0, even0 + even3, odd0, shift);
        pair(at, step, 1, even1 + even2, odd1, shift);
        pair(at, step, 2, even1 - even2, odd2, shift);
        pair(at, step, 3, even0 - even3, odd3, shift);
    }

    private void pair(int at, int step, int i, int even, int odd, int shift) {
        int half = 1 << (shift - 1);
        work[at + i * step] = saturate(even + odd + half >> shift);
        work[at + (7 - i) * step] = saturate(even - odd + half >> shift);
    }

    private static int saturate(int value) {
        return Math.min(Math.max(value, Short.MIN_VALUE), Short.MAX_VALUE);
    }
}
