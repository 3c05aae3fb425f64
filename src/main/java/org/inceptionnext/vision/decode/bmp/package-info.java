/** BMP. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.bmp;

import org.jspecify.annotations.NullMarked;
