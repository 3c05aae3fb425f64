/** One self-contained page of a run's results: pictures with their answers, filters, boxes, a confusion matrix, a map. */
@NullMarked
package org.inceptionnext.cli.report;

import org.jspecify.annotations.NullMarked;
