package org.inceptionnext.vision.augment;

import org.inceptionnext.vision.Pixels;

/**
 * A picture and the boxes in it.
 *
 * @param pixels the picture
 * @param boxes rows of five: class, left, upper, right and lower edge in pixels, float32 as in YOLOv5; not to be written to
 */
record BoxedPixels(Pixels pixels, float[] boxes) {
    /** How many numbers a box has. */
    static final int FIELDS = 5;

    /**
     * Returns the boxes of a picture that lies somewhere in a larger one.
     *
     * @param rows of five: class, centre x, centre y, width and height in fractions of the smaller picture
     * @param width of the smaller picture, as it lies in the larger one
     * @param height of the same
     * @param left where it begins in the larger one, in pixels
     * @param top where it begins
     */
    static float[] placed(float[] rows, float width, float height, float left, float top) {
        float[] boxes = new float[rows.length];
        for (int at = 0; at < rows.length; at += FIELDS) {
            float halfWidth = rows[at + 3] / 2;
            float halfHeight = rows[at + 4] / 2;
            boxes[at] = rows[at];
            boxes[at + 1] = width * (rows[at + 1] - halfWidth) + left;
            boxes[at + 2] = height * (rows[at + 2] - halfHeight) + top;
            boxes[at + 3] = width * (rows[at + 1] + halfWidth) + left;
            boxes[at + 4] = height * (rows[at + 2] + halfHeight) + top;
        }
        return boxes;
    }

    /** Returns the boxes, cut off at the edges, as rows of class, centre x, centre y, width and height in fractions. */
    float[] fractions() {
        float width = pixels.width();
        float height = pixels.height();
        // As in YOLOv5: the last edge is not quite the picture's.
        float right = (float) (pixels.width() - 1e-3);
        float bottom = (float) (pixels.height() - 1e-3);
        float[] rows = new float[boxes.length];
        for (int at = 0; at < rows.length; at += FIELDS) {
            float x1 = clip(boxes[at + 1], right);
            float y1 = clip(boxes[at + 2], bottom);
            float x2 = clip(boxes[at + 3], right);
            float y2 = clip(boxes[at + 4], bottom);
            rows[at] = boxes[at];
            rows[at + 1] = (x1 + x2) / 2 / width;
            rows[at + 2] = (y1 + y2) / 2 / height;
            rows[at + 3] = (x2 - x1) / width;
            rows[at + 4] = (y2 - y1) / height;
        }
        return rows;
    }

    static float clip(float value, float most) {
        return Math.min(Math.max(value, 0), most);
    }
}
