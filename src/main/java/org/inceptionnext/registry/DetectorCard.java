package org.inceptionnext.registry;

import java.util.Optional;

/**
 * What the card of a detector says beyond that of any model.
 *
 * @param stride the network's largest: height and width of its input are multiples of it
 * @param backbone the model whose released weights its backbone can begin with, by name
 * @param accuracy of the published weights, where it was measured
 */
public record DetectorCard(int stride, Optional<String> backbone, Optional<DetectorAccuracy> accuracy) {
    /** Returns the card of the same network with other weights, which nobody has measured. */
    public DetectorCard unmeasured() {
        return new DetectorCard(stride, backbone, Optional.empty());
    }
}
