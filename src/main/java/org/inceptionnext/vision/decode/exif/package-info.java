/** EXIF and XMP, as far as they say how a picture is to be turned; Pillow and OpenCV read them differently. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.exif;

import org.jspecify.annotations.NullMarked;
