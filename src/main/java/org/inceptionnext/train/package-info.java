/** Losses, schedules, optimizers and the loop that trains a network. */
@NullMarked
package org.inceptionnext.train;

import org.jspecify.annotations.NullMarked;
