package org.inceptionnext.vision.decode.jpeg;

/**
 * One component of a frame, with the coefficients of all its blocks. Blocks that stand beyond the picture fill the last MCU of a row
 * and column up: scans of several components hold them.
 *
 * @param columns blocks in a row of the picture
 * @param rows rows of blocks in the picture
 * @param stride blocks in a row with those beyond the picture
 * @param width samples in a row of the picture
 * @param height rows of samples in the picture
 * @param coefficients 64 a block, row by row
 */
record JpegComponent(
        int horizontal,
        int vertical,
        int quantisation,
        int columns,
        int rows,
        int stride,
        int width,
        int height,
        short[] coefficients) {

    /** Returns where a block's coefficients begin. */
    int block(int row, int column) {
        return (row * stride + column) * 64;
    }
}
