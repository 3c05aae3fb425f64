/** How gradients change a network's parameters: optimizers, their groups, rates over time, averages. */
@NullMarked
package org.inceptionnext.train.optimizer;

import org.jspecify.annotations.NullMarked;
