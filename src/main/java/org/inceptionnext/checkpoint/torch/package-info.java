/**
 * The files of {@code torch.save}: their archives, their legacy layout, and which part of their object is meant by the weights.
 *
 * <p>Inner room of {@code checkpoint}: of what is public here, {@code TorchArchive} is for others too.
 */
@NullMarked
package org.inceptionnext.checkpoint.torch;

import org.jspecify.annotations.NullMarked;
