package org.inceptionnext.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which layers of a network are computed in 8 bits, and in what range the input of each lies.
 *
 * @param ranges by the layer's scope, such as {@code stages.0.blocks.0.mlp.fc1}, in the network's order
 * @param method how the ranges were found, in words
 * @param pictures the digest of the pictures that they were found with
 */
public record Quantization(Map<String, ActivationRange> ranges, String method, String pictures) {

    public Quantization {
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    }

    /** Returns the same without some layers, which keep their precision. */
    public Quantization without(Iterable<String> scopes) {
        Map<String, ActivationRange> fewer = new LinkedHashMap<>(ranges);
        scopes.forEach(fewer::remove);
        return new Quantization(fewer, method, pictures);
    }
}
