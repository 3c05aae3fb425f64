package org.inceptionnext.vision;

/**
 * What {@link ImageDecoder} may do with a picture.
 *
 * @param exif whether to turn the picture upright by its EXIF orientation. timm does not, so the published accuracies are
 *     without; a photo taken with a tilted telephone is classified better with it
 * @param maxPixels the largest width x height that is decoded, at least 1
 * @param reference whose pixels they are to be
 */
public record DecodeOptions(boolean exif, long maxPixels, PixelReference reference) {

    /** Pillow's own limit, above which it raises {@code DecompressionBombError}: twice its {@code MAX_IMAGE_PIXELS}. */
    public static final long PILLOW_MAX_PIXELS = 2L * 89_478_485;

    /** As timm reads a file: no rotation, Pillow's limit. */
    public static final DecodeOptions DEFAULT = new DecodeOptions(false, PILLOW_MAX_PIXELS, PixelReference.PILLOW);

    /**
     * As OpenCV's {@code imdecode} reads a file, which is what detectors are trained and run with: turned upright, Pillow's limit on
     * the size.
     */
    public static final DecodeOptions OPENCV = new DecodeOptions(true, PILLOW_MAX_PIXELS, PixelReference.OPENCV);

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
        return new DecodeOptions(rotate, maxPixels, reference);
    }

    /** Returns these options with {@link #maxPixels} changed. */
    public DecodeOptions withMaxPixels(long pixels) {
        return new DecodeOptions(exif, pixels, reference);
    }
}
