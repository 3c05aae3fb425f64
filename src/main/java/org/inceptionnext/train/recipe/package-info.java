/** How a network is to be trained, as data. */
@NullMarked
package org.inceptionnext.train.recipe;

import org.jspecify.annotations.NullMarked;
