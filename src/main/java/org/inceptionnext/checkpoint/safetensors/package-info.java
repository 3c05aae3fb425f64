/**
 * The safetensors format.
 *
 * <p>Inner room of {@code checkpoint}: what is public here is for the other inner rooms.
 */
@NullMarked
package org.inceptionnext.checkpoint.safetensors;

import org.jspecify.annotations.NullMarked;
