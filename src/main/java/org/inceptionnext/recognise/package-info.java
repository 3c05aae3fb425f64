/** A stranger's file or folder of weights: which network it is, under which prefix, with which labels and preprocessing. */
@NullMarked
package org.inceptionnext.recognise;

import org.jspecify.annotations.NullMarked;
