/** A run or a checkpoint to an entry of a registry: weights, card, model card, signature. */
@NullMarked
package org.inceptionnext.publish;

import org.jspecify.annotations.NullMarked;
