/** Labelled pictures as batches of numbers. */
@NullMarked
package org.inceptionnext.train.batch;

import org.jspecify.annotations.NullMarked;
