package org.inceptionnext.vision;

/**
 * Whose pixels a picture is decoded to. The two libraries agree on ordinary files; they differ on 16-bit gray, CMYK, 16-bit bitmaps,
 * frames smaller than their canvas, and on which damaged files are pictures at all.
 */
public enum PixelReference {
    /** {@code Image.open(file).convert("RGB")} of Pillow 13: what timm's classifiers are trained and run with. */
    PILLOW,
    /** {@code imdecode} of OpenCV 5 in its default mode, in the order R, G, B: what YOLOv5's detectors are trained and run with. */
    OPENCV
}
