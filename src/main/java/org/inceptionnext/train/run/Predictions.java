package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.detection.BoxCheck;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.data.draw.Tiles;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionDrawing;
import org.inceptionnext.vision.Pixels;

/** The first pictures that a detector is judged with: what people labelled in them, and beside it what the network found. */
final class Predictions {
    /** What {@code inx detect} shows unless told otherwise; judging looks at far less certain boxes too. */
    private static final float LEAST_CONFIDENCE = 0.25f;

    private static final int SHOWN = 8;
    /** Two pictures with their two drawings. */
    private static final List<String> HEADINGS = List.of("labels", "found", "labels", "found");

    private final List<Shown> shown = new ArrayList<>();

    private record Shown(BoxedPicture picture, List<Detection> found) {}

    /**
     * Keeps a picture, if there is room.
     *
     * @param found boxes in pixels of the picture, best first
     */
    void add(BoxedPicture picture, List<Detection> found) {
        if (shown.size() < SHOWN) {
            shown.add(new Shown(
                    picture,
                    found.stream()
                            .filter(each -> each.score() >= LEAST_CONFIDENCE)
                            .toList()));
        }
    }

    /**
     * Draws them.
     *
     * @param classNames by number
     * @return a PNG file's bytes
     * @throws IOException if a picture cannot be read any more
     */
    byte[] png(List<String> classNames) throws IOException {
        Tiles tiles = new Tiles(HEADINGS.size());
        for (Shown each : shown) {
            Pixels pixels = Transform.decoded(each.picture().picture(), DecodeOptions.OPENCV);
            tiles.add(BoxCheck.labelled(each.picture(), pixels, classNames));
            tiles.add(DetectionDrawing.draw(pixels, each.found(), classNames));
        }
        return PngFile.encode(tiles.drawn(HEADINGS));
    }
}
