/**
 * Pixels to numbers and back: decoding to the RGB that Pillow sees, Pillow-exact resampling, cropping and normalisation; OpenCV-exact
 * letterboxes, and detections out of what a detector says. No DJL.
 */
@NullMarked
package org.inceptionnext.vision;

import org.jspecify.annotations.NullMarked;
