/** Predictions and labels to figures: top-k, confusion, calibration, mean average precision. No engine. */
@NullMarked
package org.inceptionnext.evaluate;

import org.jspecify.annotations.NullMarked;
