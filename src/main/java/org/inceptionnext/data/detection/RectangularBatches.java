package org.inceptionnext.data.detection;

import java.util.List;
import java.util.stream.IntStream;
import org.inceptionnext.vision.Letterbox;

/**
 * Pictures sorted by height over width, and the smallest frame that holds each batch of them, as in YOLOv5's validation.
 *
 * @param order indices of the pictures
 * @param frames the frame of each batch; pictures are not enlarged into it
 */
public record RectangularBatches(int[] order, List<Letterbox> frames) {
    /** What YOLOv5's validation adds, in strides: half of one. */
    public static final double VALIDATION_PADDING = 0.5;

    /**
     * Plans.
     *
     * @param pictures whose sizes are known
     * @param batchSize how many a batch has; the last may have fewer
     * @param imageSize the longer side of each picture in pixels, once it is sized for the network
     * @param stride the network's largest, of which frames are multiples
     * @param padding added to each side before it is rounded up, in strides
     */
    public static RectangularBatches of(
            List<BoxedPicture> pictures, int batchSize, int imageSize, int stride, double padding) {
        double[] aspects = pictures.stream()
                .mapToDouble(picture -> (double) picture.height() / picture.width())
                .toArray();
        int[] order = IntStream.range(0, aspects.length)
                .boxed()
                .sorted((a, b) -> Double.compare(aspects[a], aspects[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int batches = (order.length + batchSize - 1) / batchSize;
        List<Letterbox> frames = IntStream.range(0, batches)
                .mapToObj(batch -> {
                    double least = aspects[order[batch * batchSize]];
                    double most = aspects[order[Math.min((batch + 1) * batchSize, order.length) - 1]];
                    int height = side(Math.min(most, 1), imageSize, stride, padding);
                    int width = side(Math.min(1 / least, 1), imageSize, stride, padding);
                    return new Letterbox(height, width, false, stride, false);
                })
                .toList();
        return new RectangularBatches(order, frames);
    }

    private static int side(double share, int imageSize, int stride, double padding) {
        return (int) Math.ceil(share * imageSize / stride + padding) * stride;
    }
}
