/** PNG, its stored samples. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.png;

import org.jspecify.annotations.NullMarked;
