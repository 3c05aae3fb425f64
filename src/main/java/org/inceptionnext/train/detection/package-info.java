/** What a detector learns from: which cells are to find which objects, and how fast it learns when. */
@NullMarked
package org.inceptionnext.train.detection;

import org.jspecify.annotations.NullMarked;
