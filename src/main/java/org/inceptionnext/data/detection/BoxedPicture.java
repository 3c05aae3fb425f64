package org.inceptionnext.data.detection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureOrigin;

/**
 * A picture and the objects in it.
 *
 * @param file the picture
 * @param width in pixels, turned upright
 * @param height in pixels
 * @param boxes its objects; none: background
 */
public record BoxedPicture(Path file, int width, int height, List<LabelledBox> boxes) {
    /** Copies the list. */
    public BoxedPicture {
        boxes = List.copyOf(boxes);
    }

    /** Returns the picture, unread. */
    public Picture picture() {
        return new Picture(file.toString(), new PictureOrigin.OfFile(file), () -> Files.newInputStream(file));
    }

    BoxedPicture asSingleClass() {
        return new BoxedPicture(
                file, width, height, boxes.stream().map(box -> box.withClass(0)).toList());
    }
}
