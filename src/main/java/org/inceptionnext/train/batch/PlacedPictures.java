package org.inceptionnext.train.batch;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.Pixels;

/** Pictures in frames, as YOLOv5's validation places them; nothing is drawn by chance. */
final class PlacedPictures implements Transform<BoxedPicture, DetectionSample> {
    private final SizedPictures pictures;
    private final IntFunction<Letterbox> frames;

    /** @param frames the frame of each position in the epoch */
    PlacedPictures(SizedPictures pictures, IntFunction<Letterbox> frames) {
        this.pictures = pictures;
        this.frames = frames;
    }

    @Override
    public DetectionSample apply(BoxedPicture picture, Draw draw) throws IOException {
        Pixels sized = pictures.pixels(draw.index());
        Letterbox frame = frames.apply(draw.position());
        LetterboxGeometry geometry = frame.geometry(sized.width(), sized.height());
        return new DetectionSample(
                frame.apply(sized),
                targets(draw.index(), sized, geometry),
                Optional.of(geometry.validationMapping(picture.width(), picture.height())));
    }

    /** The boxes in fractions of the frame. */
    private float[] targets(int index, Pixels sized, LetterboxGeometry geometry) {
        float[] rows = pictures.rows(index);
        double scaleX = geometry.ratio() * sized.width();
        double scaleY = geometry.ratio() * sized.height();
        for (int at = 0; at < rows.length; at += DetectionSample.TARGET_FIELDS) {
            rows[at + 1] = (float) ((rows[at + 1] * scaleX + geometry.padX()) / geometry.width());
            rows[at + 2] = (float) ((rows[at + 2] * scaleY + geometry.padY()) / geometry.height());
            rows[at + 3] = (float) (rows[at + 3] * scaleX / geometry.width());
            rows[at + 4] = (float) (rows[at + 4] * scaleY / geometry.height());
        }
        return rows;
    }
}
