/** Samples read, decoded and changed on other threads, ahead of whoever consumes them, in an order that a seed decides. */
@NullMarked
package org.inceptionnext.data.load;

import org.jspecify.annotations.NullMarked;
