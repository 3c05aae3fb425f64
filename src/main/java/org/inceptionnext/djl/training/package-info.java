/** A network as a DJL block that can be trained, and how native code is called for that. */
@NullMarked
package org.inceptionnext.djl.training;

import org.jspecify.annotations.NullMarked;
