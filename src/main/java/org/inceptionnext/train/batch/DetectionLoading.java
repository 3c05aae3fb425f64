package org.inceptionnext.train.batch;

import java.util.Optional;
import org.inceptionnext.vision.augment.DetectionAugmentation;

/**
 * How pictures with boxes become batches.
 *
 * @param imageSize the side of the network's input in pixels, a multiple of {@code stride}
 * @param stride the network's largest
 * @param batchSize how many pictures a batch has
 * @param fit the shape of batches that are not augmented
 * @param augmentation what is done to pictures that are learned from; empty: nothing, and in the order of the list
 * @param multiScale whether each augmented batch is scaled by a factor of its own, 0.5 to 1.5
 * @param cacheBytes how many bytes of decoded pictures, at the network's size, are kept from epoch to epoch; 0: none
 */
public record DetectionLoading(
        int imageSize,
        int stride,
        int batchSize,
        Fit fit,
        Optional<DetectionAugmentation> augmentation,
        boolean multiScale,
        long cacheBytes) {
    /** An eighth of what Java may take: a decoded picture of 640 x 480 has 0.9 MB, so a machine of 16 GB keeps some 500. */
    public static final long DEFAULT_CACHE_BYTES = Runtime.getRuntime().maxMemory() / 8;

    /** The shape of batches. */
    public enum Fit {
        /** All are squares. */
        SQUARE,
        /** Pictures are sorted by their shape, and each batch is only as wide and high as its own need. */
        RECTANGULAR
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is below 1, or the side no multiple of the stride
     */
    public DetectionLoading {
        if (stride < 1 || batchSize < 1 || imageSize < stride || imageSize % stride != 0) {
            throw new IllegalArgumentException("image size " + imageSize + ", stride " + stride + ", batch size "
                    + batchSize + "; the image size must be a multiple of the stride, and all at least 1");
        }
    }

    /** Returns how pictures are loaded to be learned from. */
    public static DetectionLoading training(
            int imageSize, int stride, int batchSize, DetectionAugmentation augmentation) {
        return new DetectionLoading(
                imageSize, stride, batchSize, Fit.SQUARE, Optional.of(augmentation), false, DEFAULT_CACHE_BYTES);
    }

    /** Returns how pictures are loaded to be measured with. */
    public static DetectionLoading validation(int imageSize, int stride, int batchSize, Fit fit) {
        return new DetectionLoading(imageSize, stride, batchSize, fit, Optional.empty(), false, DEFAULT_CACHE_BYTES);
    }

    /**
     * Returns how many bytes of pictures wait at most.
     *
     * @param imageSize their side in pixels
     */
    public static long aheadBytes(int batchSize, int imageSize) {
        return PictureBatches.aheadBytes(batchSize, (long) imageSize * imageSize);
    }

    /** Returns this with {@link #multiScale} changed. */
    public DetectionLoading withMultiScale(boolean change) {
        return new DetectionLoading(imageSize, stride, batchSize, fit, augmentation, change, cacheBytes);
    }

    /** Returns this with {@link #cacheBytes} changed. */
    public DetectionLoading withCacheBytes(long bytes) {
        return new DetectionLoading(imageSize, stride, batchSize, fit, augmentation, multiScale, bytes);
    }
}
