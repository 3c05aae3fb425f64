/** TIFF through TwelveMonkeys, which is optional. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.tiff;

import org.jspecify.annotations.NullMarked;
