/**
 * Pixels to numbers: decoding to the RGB that Pillow sees, Pillow-exact resampling, cropping and normalisation. No DJL.
 */
@NullMarked
package org.inceptionnext.vision;

import org.jspecify.annotations.NullMarked;
