/** WebP through libwebp. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.webp;

import org.jspecify.annotations.NullMarked;
