package org.inceptionnext.registry;

import java.util.Optional;

/**
 * One publisher's way to prepare pictures for a model: publishers of the same weights do not always agree.
 *
 * @param name {@code upstream} (the authors) or {@code timm}
 * @param publisher who publishes it
 * @param preprocessing how a picture becomes the input
 * @param accuracy what the publisher measured with it
 */
public record Preset(String name, String publisher, Preprocessing preprocessing, Optional<Accuracy> accuracy) {}
