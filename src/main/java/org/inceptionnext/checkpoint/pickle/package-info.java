/**
 * What a pickle says, as inert data: {@link org.inceptionnext.checkpoint.pickle.PickleValue}, and the machine that records it.
 *
 * <p>Knows the names that torch uses in pickles, and resolves none of them. Inner room of {@code checkpoint}: of what is
 * public here, {@code PickleValue} and {@code PickleWriter} are for others too.
 */
@NullMarked
package org.inceptionnext.checkpoint.pickle;

import org.jspecify.annotations.NullMarked;
