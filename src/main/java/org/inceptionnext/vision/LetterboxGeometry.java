package org.inceptionnext.vision;

/**
 * Where a {@link Letterbox} puts a picture of one size.
 *
 * @param pictureWidth the picture's width in pixels
 * @param pictureHeight the picture's height in pixels
 * @param ratio by what the picture is scaled
 * @param resizedWidth its width after scaling, at least 1
 * @param resizedHeight its height after scaling, at least 1
 * @param padX half the padding in x; an odd padding leaves .5 here, and its odd column on the right
 * @param padY half the padding in y; an odd padding leaves .5 here, and its odd row at the bottom
 */
public record LetterboxGeometry(
        int pictureWidth,
        int pictureHeight,
        double ratio,
        int resizedWidth,
        int resizedHeight,
        double padX,
        double padY) {

    private static final double ODD_PIXEL = 0.1;

    /** Returns how many columns of padding lie left of the picture. */
    public int left() {
        return (int) Math.rint(padX - ODD_PIXEL);
    }

    /** Returns how many rows of padding lie above the picture. */
    public int top() {
        return (int) Math.rint(padY - ODD_PIXEL);
    }

    /** Returns how many columns of padding lie right of the picture. */
    public int right() {
        return (int) Math.rint(padX + ODD_PIXEL);
    }

    /** Returns how many rows of padding lie below the picture. */
    public int bottom() {
        return (int) Math.rint(padY + ODD_PIXEL);
    }

    /** Returns the letterboxed picture's width in pixels. */
    public int width() {
        return left() + resizedWidth + right();
    }

    /** Returns the letterboxed picture's height in pixels. */
    public int height() {
        return top() + resizedHeight + bottom();
    }

    /** Returns how many floats the letterboxed picture takes: 3 x {@link #height} x {@link #width}. */
    public int elementCount() {
        return Math.multiplyExact(3, Math.multiplyExact(width(), height()));
    }

    /**
     * Returns the way back that YOLOv5's detection takes: gain and padding computed anew from the two sizes, neither rounded, so
     * up to half a pixel of the network's input beside where the picture was pasted.
     */
    public PictureMapping mapping() {
        double gain = Math.min((double) height() / pictureHeight, (double) width() / pictureWidth);
        return new PictureMapping(
                gain,
                (width() - pictureWidth * gain) / 2,
                (height() - pictureHeight * gain) / 2,
                pictureWidth,
                pictureHeight);
    }

    /**
     * Returns the way back that YOLOv5's validation takes: by how much the height was changed before, and {@link #padX} and
     * {@link #padY} themselves.
     *
     * @param originalWidth the picture's width before it was sized for the network
     * @param originalHeight its height then
     */
    public PictureMapping validationMapping(int originalWidth, int originalHeight) {
        double gain = ratio * pictureHeight / originalHeight;
        return new PictureMapping(gain, padX, padY, originalWidth, originalHeight);
    }
}
