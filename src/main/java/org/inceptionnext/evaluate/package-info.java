/**
 * Predictions and labels to figures, without an engine: {@code classification} (top-k, confusion, calibration) and {@code detection}
 * (mean average precision by two protocols).
 */
@NullMarked
package org.inceptionnext.evaluate;

import org.jspecify.annotations.NullMarked;
