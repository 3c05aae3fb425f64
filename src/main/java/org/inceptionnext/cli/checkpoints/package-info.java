/**
 * The commands about checkpoint files: inspect, digest, diff, convert.
 */
@NullMarked
package org.inceptionnext.cli.checkpoints;

import org.jspecify.annotations.NullMarked;
