/** Resampling: Pillow's filters, OpenCV's linear and area. An inner room: {@link org.inceptionnext.vision.EvalTransform} and {@link org.inceptionnext.vision.OpenCvResize} are the ways in. */
@NullMarked
package org.inceptionnext.vision.resample;

import org.jspecify.annotations.NullMarked;
