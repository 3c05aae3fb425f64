package org.inceptionnext.registry;

import java.util.Optional;

/**
 * One published file that holds a model's weights.
 *
 * @param location where it is
 * @param sizeBytes its size, where it is known
 * @param sha256 its SHA-256, where someone stated it
 */
public record WeightSource(Location location, Optional<Long> sizeBytes, Optional<Pin> sha256) {}
