/** GIF, its first frame. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.gif;

import org.jspecify.annotations.NullMarked;
