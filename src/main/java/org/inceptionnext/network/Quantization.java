package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers of a network are computed in 8 bits, and in what range the input of each lies.
 *
 * @param ranges by the layer's scope, such as {@code stages.0.blocks.0.mlp.fc1}, in the network's order
 * @param kept the scopes of the layers that could be in 8 bits and keep their precision
 * @param method how the ranges were found, in words
 * @param pictures the digest of the pictures that they were found with
 */
public record Quantization(Map<String, ActivationRange> ranges, List<String> kept, String method, String pictures) {

    public Quantization {
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        kept = List.copyOf(kept);
    }

    /** Returns the same without some layers, which keep their precision. */
    public Quantization without(Collection<String> scopes) {
        Map<String, ActivationRange> fewer = new LinkedHashMap<>(ranges);
        List<String> more = new ArrayList<>(kept);
        for (String scope : ranges.keySet()) {
            if (scopes.contains(scope)) {
                fewer.remove(scope);
                more.add(scope);
            }
        }
        return new Quantization(fewer, more, method, pictures);
    }

    /** Returns the same with one layer only, to see what that one does. */
    public Quantization only(String scope) {
        List<String> others =
                ranges.keySet().stream().filter(other -> !other.equals(scope)).toList();
        return without(others);
    }
}
