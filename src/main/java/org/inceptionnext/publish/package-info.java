/**
 * A run or a checkpoint becomes an entry of a registry that any server of static files can serve: weights, card, model
 * card, signature.
 */
@NullMarked
package org.inceptionnext.publish;

import org.jspecify.annotations.NullMarked;
