package org.inceptionnext.data.detection;

/** The formats of boxes. */
public enum DetectionFormat {
    /** A text file for each picture, rows of class and fractions; {@code data.yaml}, {@code obj.data} or {@code classes.txt}. */
    YOLO,
    /** One JSON file. */
    COCO,
    /** An XML file for each picture. */
    VOC
}
