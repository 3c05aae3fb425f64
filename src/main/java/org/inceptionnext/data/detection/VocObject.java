package org.inceptionnext.data.detection;

/** An object of a VOC file, its four numbers as they stand there. */
record VocObject(String name, double xMin, double yMin, double xMax, double yMax, boolean isDifficult, long row) {}
