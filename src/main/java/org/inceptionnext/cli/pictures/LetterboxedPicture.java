package org.inceptionnext.cli.pictures;

import java.util.Optional;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.Pixels;

/**
 * A picture as a detector takes it.
 *
 * @param values from 0 to 1: channels, rows, columns
 * @param geometry where the picture lies in them
 * @param pixels the picture itself, if it is needed once more
 */
@SuppressWarnings("ArrayRecordComponent") // made by one thread, read by one other, compared by none
record LetterboxedPicture(float[] values, LetterboxGeometry geometry, Optional<Pixels> pixels) {}
