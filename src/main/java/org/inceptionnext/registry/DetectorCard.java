package org.inceptionnext.registry;

import java.util.Optional;

/**
 * What the card of a detector says beyond that of any model.
 *
 * @param stride the network's largest: height and width of its input are multiples of it
 * @param backbone the model whose released weights its backbone can begin with, by name
 */
public record DetectorCard(int stride, Optional<String> backbone) {}
