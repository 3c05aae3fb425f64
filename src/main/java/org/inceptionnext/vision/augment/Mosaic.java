package org.inceptionnext.vision.augment;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Pixels;

/**
 * Four pictures around a point of a canvas twice as wide and high as the network's input, each touching the point with its nearest
 * corner and cut off at the canvas.
 *
 * @param side of the network's input in pixels
 * @param x of the point on the canvas
 * @param y of the point
 */
record Mosaic(int side, int x, int y) {
    static final int PICTURES = 4;
    private static final int CHANNELS = 3;
    private static final byte GRAY = 114;

    static Mosaic of(int side, RandomGenerator random) {
        int y = (int) (side * (0.5 + random.nextDouble()));
        int x = (int) (side * (0.5 + random.nextDouble()));
        return new Mosaic(side, x, y);
    }

    /**
     * @param pictures upper left, upper right, lower left, lower right; none wider or higher than the network's input
     * @param rows the boxes of each: class, centre x, centre y, width, height in fractions
     */
    BoxedPixels apply(List<Pixels> pictures, List<float[]> rows) {
        int canvas = 2 * side;
        byte[] rgb = new byte[CHANNELS * canvas * canvas];
        Arrays.fill(rgb, GRAY);
        float[] boxes = new float[rows.stream().mapToInt(each -> each.length).sum()];
        int at = 0;
        for (int i = 0; i < PICTURES; i++) {
            Pixels picture = pictures.get(i);
            int left = i % 2 == 0 ? x - picture.width() : x;
            int top = i < 2 ? y - picture.height() : y;
            paste(picture, left, top, rgb, canvas);
            float[] placed = BoxedPixels.placed(rows.get(i), picture.width(), picture.height(), left, top);
            clip(placed, canvas);
            System.arraycopy(placed, 0, boxes, at, placed.length);
            at += placed.length;
        }
        return new BoxedPixels(new Pixels(canvas, canvas, rgb), boxes);
    }

    private static void clip(float[] boxes, int canvas) {
        for (int i = 0; i < boxes.length; i++) {
            if (i % BoxedPixels.FIELDS != 0) {
                boxes[i] = BoxedPixels.clip(boxes[i], canvas);
            }
        }
    }

    private static void paste(Pixels picture, int left, int top, byte[] rgb, int canvas) {
        int from = Math.max(-left, 0);
        int columns = Math.min(canvas - left, picture.width()) - from;
        for (int row = Math.max(-top, 0); row < Math.min(canvas - top, picture.height()); row++) {
            System.arraycopy(
                    picture.rgb(),
                    CHANNELS * (row * picture.width() + from),
                    rgb,
                    CHANNELS * ((top + row) * canvas + left + from),
                    CHANNELS * columns);
        }
    }
}
