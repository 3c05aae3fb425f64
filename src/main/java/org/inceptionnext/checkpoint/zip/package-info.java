/**
 * Zip archives, read so strictly that no two readers can see two.
 *
 * <p>Inner room of {@code checkpoint}: what is public here is for the other inner rooms.
 */
@NullMarked
package org.inceptionnext.checkpoint.zip;

import org.jspecify.annotations.NullMarked;
