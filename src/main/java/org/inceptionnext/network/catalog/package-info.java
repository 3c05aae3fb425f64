/** Every network that this program can build, of all families, by name. */
@NullMarked
package org.inceptionnext.network.catalog;

import org.jspecify.annotations.NullMarked;
