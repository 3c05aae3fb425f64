/**
 * The commands about data sets: check, split, show.
 */
@NullMarked
package org.inceptionnext.cli.data;

import org.jspecify.annotations.NullMarked;
