/**
 * Passes: from a network with its weights to another that answers the same and runs faster, or takes other input.
 *
 * <p>{@link org.inceptionnext.network.passes.Pass} is the way in; the rest is how each pass is done.
 */
@NullMarked
package org.inceptionnext.network.passes;

import org.jspecify.annotations.NullMarked;
