/** PBM, PGM and PPM. An inner room. */
@NullMarked
package org.inceptionnext.vision.decode.pnm;

import org.jspecify.annotations.NullMarked;
