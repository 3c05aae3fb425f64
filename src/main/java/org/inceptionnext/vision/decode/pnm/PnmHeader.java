package org.inceptionnext.vision.decode.pnm;

/**
 * What stands ahead of a PNM's samples.
 *
 * @param kind 1 to 6: bitmap, gray, colour in text, and the same in binary
 * @param width in pixels
 * @param height in pixels
 * @param maxValue the value of full brightness, 1 to 65535; 1 for bitmaps
 * @param samples where the samples begin
 */
record PnmHeader(int kind, int width, int height, int maxValue, int samples) {

    boolean isText() {
        return kind <= 3;
    }

    boolean isBitmap() {
        return kind == 1 || kind == 4;
    }

    int channels() {
        return kind == 3 || kind == 6 ? 3 : 1;
    }

    int values() {
        return width * height * channels();
    }
}
