package org.inceptionnext.train.optimizer;

/** How a gradient becomes a step. */
public sealed interface Algorithm permits AdamW, SgdNesterov {}
