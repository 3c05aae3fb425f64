package org.inceptionnext.vision;

/**
 * One object that a detector found.
 *
 * @param box where, in pixels: of the network's input as {@link NonMaximumSuppression} returns it, of the picture after
 *     {@link PictureMapping#toPicture(Detection)}
 * @param score objectness times class probability, 0 to 1
 * @param classIndex which class, from 0
 * @param row which row of the picture's predictions it came from, from 0: the way to what else the network said about it
 */
public record Detection(Box box, float score, int classIndex, int row) {

    /** Returns the same detection somewhere else. */
    public Detection withBox(Box other) {
        return new Detection(other, score, classIndex, row);
    }
}
