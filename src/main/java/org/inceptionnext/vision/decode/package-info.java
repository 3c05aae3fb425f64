/** What all decoders share: a file's bytes with their name, formats by content, stored samples, EXIF. An inner room: {@link org.inceptionnext.vision.ImageDecoder} is the way in. */
@NullMarked
package org.inceptionnext.vision.decode;

import org.jspecify.annotations.NullMarked;
