/** How good a classifier is: top-1, top-5, precision and recall of each class, confusion, calibration, worst mistakes. */
@NullMarked
package org.inceptionnext.evaluate.classification;

import org.jspecify.annotations.NullMarked;
