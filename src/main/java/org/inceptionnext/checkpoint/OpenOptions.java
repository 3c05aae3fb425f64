package org.inceptionnext.checkpoint;

import java.util.Optional;

/**
 * How a checkpoint is opened.
 *
 * @param limits how much the file may make its reader do
 * @param key the dotted way to the wanted tensors within the file's object, such as {@code state_dict}; empty lets the rule
 *     of {@link Checkpoint#key()} choose
 * @param foreignObjects whether objects of unknown classes are read too, as inert data, instead of being refused
 * @param packedTypes whether tensors of types that share bytes, such as {@code float4_e2m1fn_x2}, are given, though nothing
 *     but a copy can be made of them
 */
public record OpenOptions(ReadLimits limits, Optional<String> key, boolean foreignObjects, boolean packedTypes) {
    /** Default limits, weights chosen by rule, no foreign objects. */
    public static final OpenOptions DEFAULTS = new OpenOptions(ReadLimits.DEFAULTS, Optional.empty(), false, false);

    /** Returns the same options with other limits. */
    public OpenOptions withLimits(ReadLimits otherLimits) {
        return new OpenOptions(otherLimits, key, foreignObjects, packedTypes);
    }

    /** Returns the same options for the tensors under a key. */
    public OpenOptions withKey(String wantedKey) {
        return new OpenOptions(limits, Optional.of(wantedKey), foreignObjects, packedTypes);
    }

    /** Returns the same options, with objects of unknown classes read as inert data. */
    public OpenOptions withForeignObjects() {
        return new OpenOptions(limits, key, true, packedTypes);
    }

    /** Returns the same options, with tensors of packed types given, for a caller who copies them. */
    public OpenOptions withPackedTypes() {
        return new OpenOptions(limits, key, foreignObjects, true);
    }
}
