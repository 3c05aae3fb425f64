package org.inceptionnext.train.batch;

import java.util.List;
import java.util.stream.IntStream;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.network.Size;

/**
 * Pictures sorted by height over width, and the smallest shape that holds each batch of them, as in YOLOv5's validation.
 *
 * @param order indices of the pictures
 * @param shapes the shape of each batch
 */
record RectangularShapes(int[] order, List<Size> shapes) {
    /** What YOLOv5's validation adds: half a stride around each picture. */
    static final double VALIDATION_PADDING = 0.5;

    static RectangularShapes of(List<BoxedPicture> pictures, int batchSize, int imageSize, int stride, double padding) {
        double[] aspects = pictures.stream()
                .mapToDouble(picture -> (double) picture.height() / picture.width())
                .toArray();
        int[] order = IntStream.range(0, aspects.length)
                .boxed()
                .sorted((a, b) -> Double.compare(aspects[a], aspects[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int batches = (order.length + batchSize - 1) / batchSize;
        List<Size> shapes = IntStream.range(0, batches)
                .mapToObj(batch -> {
                    double least = aspects[order[batch * batchSize]];
                    double most = aspects[order[Math.min((batch + 1) * batchSize, order.length) - 1]];
                    return new Size(
                            side(most < 1 ? most : 1, imageSize, stride, padding),
                            side(least > 1 ? 1 / least : 1, imageSize, stride, padding));
                })
                .toList();
        return new RectangularShapes(order, shapes);
    }

    private static int side(double share, int imageSize, int stride, double padding) {
        return (int) Math.ceil(share * imageSize / stride + padding) * stride;
    }
}
