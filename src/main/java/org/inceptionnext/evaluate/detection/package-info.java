/**
 * How good a detector is: average precision by YOLOv5's rules and by COCO's. They are different numbers for the same detections and
 * are never given for each other.
 */
@NullMarked
package org.inceptionnext.evaluate.detection;

import org.jspecify.annotations.NullMarked;
