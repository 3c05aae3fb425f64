package org.inceptionnext.vision.decode.bmp;

/**
 * What a bitmap's headers come to, as one of the references reads them.
 *
 * @param width in pixels
 * @param height in pixels
 * @param topDown whether the first row of the file is the upper one
 * @param offset where the samples begin
 * @param stride bytes from row to row
 * @param lastRowBytes bytes that have to be there of the last row
 * @param samples how they are stored
 * @param palette R, G, B of 256 colours, for indices; black where the file has none
 */
record BmpLayout(
        int width,
        int height,
        boolean topDown,
        long offset,
        int stride,
        int lastRowBytes,
        BmpSamples samples,
        byte[] palette) {}
