package org.inceptionnext.vision;

/**
 * The way from the network's input back to the picture: take the padding off, divide by the gain, clip; each in float32.
 *
 * @param gain how many pixels of the network's input one of the picture's became, above 0
 * @param padX the padding left of the picture, in pixels of the network's input
 * @param padY the padding above the picture, in pixels of the network's input
 * @param width the picture's width in pixels
 * @param height the picture's height in pixels
 */
public record PictureMapping(double gain, double padX, double padY, int width, int height) {

    /** Returns a box in pixels of the picture. One outside of the picture ends up on its edge, without area. */
    public Box toPicture(Box box) {
        return new Box(x(box.x1()), y(box.y1()), x(box.x2()), y(box.y2()));
    }

    /** Returns a detection in pixels of the picture. */
    public Detection toPicture(Detection detection) {
        return detection.withBox(toPicture(detection.box()));
    }

    private float x(float value) {
        return Math.min(Math.max((value - (float) padX) / (float) gain, 0), width);
    }

    private float y(float value) {
        return Math.min(Math.max((value - (float) padY) / (float) gain, 0), height);
    }
}
