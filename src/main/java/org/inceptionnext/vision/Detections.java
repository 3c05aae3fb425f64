package org.inceptionnext.vision;

import java.util.List;

/**
 * What a detector found in one picture.
 *
 * @param width the picture's width in pixels, as it is shown: turned upright where its EXIF says so
 * @param height the picture's height in pixels
 * @param detections best first, boxes in pixels of the picture
 * @param classNames the name of every class of the detector, found or not
 */
public record Detections(int width, int height, List<Detection> detections, List<String> classNames) {

    /** Copies the lists. */
    public Detections {
        detections = List.copyOf(detections);
        classNames = List.copyOf(classNames);
    }

    /** Returns the name of a detection's class. */
    public String className(Detection detection) {
        return classNames.get(detection.classIndex());
    }
}
