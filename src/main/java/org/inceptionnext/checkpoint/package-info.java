/**
 * Untrusted bytes to named tensors, and back: {@code torch.save} files and safetensors, read without running anything in
 * them and without holding them in memory.
 *
 * <p>{@link org.inceptionnext.checkpoint.Checkpoint#open(java.nio.file.Path)} is the way in. This package imports none
 * of the others. Its inner rooms are not for users: {@code storage}, {@code zip}, {@code pickle}, {@code safetensors} and
 * {@code torch}; data runs through them in this order.
 */
@NullMarked
package org.inceptionnext.checkpoint;

import org.jspecify.annotations.NullMarked;
