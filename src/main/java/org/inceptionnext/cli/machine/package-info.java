/**
 * The commands about this machine: bench, doctor.
 */
@NullMarked
package org.inceptionnext.cli.machine;

import org.jspecify.annotations.NullMarked;
