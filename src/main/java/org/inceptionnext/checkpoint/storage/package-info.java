/**
 * A file under one handle, and tensors as views of its bytes.
 *
 * <p>Inner room of {@code checkpoint}: what is public here is for the other inner rooms.
 */
@NullMarked
package org.inceptionnext.checkpoint.storage;

import org.jspecify.annotations.NullMarked;
