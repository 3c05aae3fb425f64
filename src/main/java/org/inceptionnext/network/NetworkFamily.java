package org.inceptionnext.network;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;

/** Networks that are described in one way and whose checkpoints have one manner of names: InceptionNeXt, YOLOv5. */
public interface NetworkFamily {

    /** Returns what people call it, such as {@code InceptionNeXt}. */
    String title();

    /** Returns the family's networks by registered name, in the order of the files that define them, unmodifiable. */
    Map<String, ? extends NetworkDefinition> definitions();

    /**
     * Returns the prefixes under which a network of this family may stand in a checkpoint: wherever a name ends, or goes on,
     * as the family's first weight does. Empty if no name does.
     *
     * @param tensorNames all names of the checkpoint
     */
    Set<String> prefixes(Collection<String> tensorNames);

    /**
     * Returns the networks that a checkpoint may be of, judged by what is cheap to see; all of them if that tells nothing.
     *
     * @param tensors by name, prefixes taken away
     */
    default Collection<? extends NetworkDefinition> candidates(Map<String, Tensor> tensors) {
        return definitions().values();
    }
}
