/** JPEG at libjpeg-turbo's pixels. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.jpeg;

import org.jspecify.annotations.NullMarked;
