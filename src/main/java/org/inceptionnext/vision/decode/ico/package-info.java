/** Icons. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.ico;

import org.jspecify.annotations.NullMarked;
