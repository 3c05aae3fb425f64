/** Anchors that fit a data set: checked, and found anew where they do not. */
@NullMarked
package org.inceptionnext.train.anchors;

import org.jspecify.annotations.NullMarked;
