/**
 * What a network is: a graph of operations on named parameters, built from the rows of {@code zoo/}.
 *
 * <p>The graph is the one description of a network. Everything else (TorchScript, counting, checking a checkpoint) is
 * derived from it.
 */
@NullMarked
package org.inceptionnext.network;

import org.jspecify.annotations.NullMarked;
