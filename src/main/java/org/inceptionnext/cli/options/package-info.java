/**
 * Options that several commands have: how a checkpoint is read, which pictures, where weights are kept.
 */
@NullMarked
package org.inceptionnext.cli.options;

import org.jspecify.annotations.NullMarked;
