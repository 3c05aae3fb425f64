package org.inceptionnext.data.detection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.draw.Tiles;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionDrawing;
import org.inceptionnext.vision.Pixels;

/** Counts and a picture of a data set of boxes. */
public final class BoxCheck {
    private static final int COLUMNS = 3;
    private static final int SHOWN = 12;
    private static final double SMALL = 32 * 32;
    private static final double MEDIUM = 96 * 96;

    private BoxCheck() {}

    /**
     * How many boxes a class has.
     *
     * @param className its name
     * @param boxes in each part
     * @param small boxes up to 32 x 32 pixels
     * @param medium boxes up to 96 x 96
     * @param large the others
     */
    public record ClassCount(String className, Map<Split, Long> boxes, long small, long medium, long large) {}

    /** Returns the counts of each class, by number. */
    public static List<ClassCount> counts(DetectionSet set) {
        List<Map<Split, Long>> boxes = new ArrayList<>();
        set.classes().forEach(name -> boxes.add(new EnumMap<>(Split.class)));
        long[][] sizes = new long[set.classes().size()][3];
        for (Split split : Split.values()) {
            for (BoxedPicture picture : set.pictures(split)) {
                for (LabelledBox box : picture.boxes()) {
                    double area = box.width() * box.height();
                    boxes.get(box.classIndex()).merge(split, 1L, Long::sum);
                    sizes[box.classIndex()][area <= SMALL ? 0 : area <= MEDIUM ? 1 : 2]++;
                }
            }
        }
        List<ClassCount> counts = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            counts.add(new ClassCount(set.classes().get(i), boxes.get(i), sizes[i][0], sizes[i][1], sizes[i][2]));
        }
        return counts;
    }

    /** Draws the first pictures of the set with their boxes. */
    public static Pixels sheet(DetectionSet set) throws IOException {
        List<BoxedPicture> shown = new ArrayList<>();
        for (Split split : Split.values()) {
            set.pictures(split).stream()
                    .limit(Math.max(0, SHOWN - shown.size()))
                    .forEach(shown::add);
        }
        Tiles tiles = new Tiles(COLUMNS);
        for (BoxedPicture picture : shown) {
            tiles.add(labelled(picture, Transform.decoded(picture.picture(), DecodeOptions.OPENCV), set.classes()));
        }
        return tiles.drawn();
    }

    /**
     * Draws the boxes that people labelled into a picture.
     *
     * @param pixels of the picture, turned upright
     */
    public static Pixels labelled(BoxedPicture picture, Pixels pixels, List<String> classes) {
        List<Detection> boxes = new ArrayList<>();
        for (LabelledBox box : picture.boxes()) {
            boxes.add(new Detection(
                    new Box((float) box.x(), (float) box.y(), (float) (box.x() + box.width()), (float)
                            (box.y() + box.height())),
                    1,
                    box.classIndex(),
                    0));
        }
        return DetectionDrawing.drawLabelled(pixels, boxes, classes);
    }
}
