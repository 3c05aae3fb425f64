/**
 * The command line, {@code inx}.
 */
@NullMarked
package org.inceptionnext.cli;

import org.jspecify.annotations.NullMarked;
