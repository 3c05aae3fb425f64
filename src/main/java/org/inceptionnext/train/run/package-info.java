/** A training run: its loop, its folder, and how it goes on after an interruption. */
@NullMarked
package org.inceptionnext.train.run;

import org.jspecify.annotations.NullMarked;
