/** The command that trains. */
@NullMarked
package org.inceptionnext.cli.train;

import org.jspecify.annotations.NullMarked;
