/**
 * Pictures with boxes: YOLO, COCO and Pascal VOC as their writers really write them; checked row by row, converted into each other.
 */
@NullMarked
package org.inceptionnext.data.detection;

import org.jspecify.annotations.NullMarked;
