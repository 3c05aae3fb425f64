/**
 * What every command shares: the terminal, the exit codes, the messages of failures, tables and progress.
 */
@NullMarked
package org.inceptionnext.cli.console;

import org.jspecify.annotations.NullMarked;
