package org.inceptionnext.vision.decode.bmp;

/** How a bitmap stores its samples. */
sealed interface BmpSamples {

    /** Returns the bits of a pixel. */
    int bits();

    /** Indices of 1, 4 or 8 bits into a palette, the first in the highest bits. */
    record Indices(int bits) implements BmpSamples {}

    /** Run-length coded indices of 4 or 8 bits. */
    record Runs(int bits) implements BmpSamples {}

    /** A byte a colour: where in the pixel's bytes R, G and B stand. */
    record Bytes(int bits, int red, int green, int blue) implements BmpSamples {}

    /** Colours within a word of 16 or 32 bits, scaled to 255 each. */
    record Fields(int bits, BmpField red, BmpField green, BmpField blue) implements BmpSamples {}
}
