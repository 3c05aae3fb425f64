package org.inceptionnext.registry;

import java.util.List;
import java.util.Optional;

/**
 * Where a model's weights are published, and what is known about them.
 *
 * @param tensorDigest the digest of the tensors themselves (version 1, all tensors), the same in every file format, where
 *     it is known
 * @param sources the published files, in the order in which they are tried
 */
public record PublishedWeights(Optional<Pin> tensorDigest, List<WeightSource> sources) {

    public PublishedWeights {
        sources = List.copyOf(sources);
    }
}
