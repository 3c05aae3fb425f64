/**
 * The commands that run pictures through a network: classify, detect, embed.
 */
@NullMarked
package org.inceptionnext.cli.pictures;

import org.jspecify.annotations.NullMarked;
