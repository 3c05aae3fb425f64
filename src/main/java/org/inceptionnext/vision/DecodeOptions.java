package org.inceptionnext.vision;

/**
 * What {@link ImageDecoder} may do with a picture.
 *
 * @param exif whether to turn the picture upright by its EXIF orientation. timm does not, so the published accuracies are
 *     without; a photo taken with a tilted telephone is classified better with it
 * @param maxPixels the largest width x height that is decoded, at least 1
 * @param gray16HighByte whether 16-bit gray becomes its high byte, not what Pillow makes of it: clipped at 255, so nearly all white
 */
public record DecodeOptions(boolean exif, long maxPixels, boolean gray16HighByte) {

    /** Pillow's own limit, above which it raises {@code DecompressionBombError}: twice its {@code MAX_IMAGE_PIXELS}. */
    public static final long PILLOW_MAX_PIXELS = 2L * 89_478_485;

    /** As timm reads a file: no rotation, Pillow's limit. */
    public static final DecodeOptions DEFAULT = new DecodeOptions(false, PILLOW_MAX_PIXELS, false);

    /**
     * As OpenCV's {@code imread} reads a file, which is what detectors are trained and run with: turned upright, 16-bit gray by its
     * high byte. CMYK stays Pillow's, one level beside OpenCV's at most; truncated files, which OpenCV may half decode, stay refused.
     */
    public static final DecodeOptions OPENCV = new DecodeOptions(true, PILLOW_MAX_PIXELS, true);

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if {@code maxPixels} is below 1
     */
    public DecodeOptions {
        if (maxPixels < 1) {
            throw new IllegalArgumentException("maxPixels is " + maxPixels + "; at least 1 is needed");
        }
    }

    /** Returns these options with {@link #exif} changed. */
    public DecodeOptions withExif(boolean rotate) {
        return new DecodeOptions(rotate, maxPixels, gray16HighByte);
    }

    /** Returns these options with {@link #maxPixels} changed. */
    public DecodeOptions withMaxPixels(long pixels) {
        return new DecodeOptions(exif, pixels, gray16HighByte);
    }
}
