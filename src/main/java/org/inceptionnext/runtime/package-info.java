/** Compiled networks in libtorch: their forms, the threads they run on, batching and buffers. */
@NullMarked
package org.inceptionnext.runtime;

import org.jspecify.annotations.NullMarked;
