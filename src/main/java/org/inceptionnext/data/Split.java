package org.inceptionnext.data;

import java.util.Locale;
import java.util.Optional;

/** Which part of a data set a picture belongs to. */
public enum Split {
    /** Learned from. */
    TRAIN,
    /** Looked at while training, to choose. */
    VAL,
    /** Looked at once, in the end. */
    TEST;

    /** Returns the part that a folder's name (of any case), or a word in a list, stands for. */
    public static Optional<Split> ofName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "val", "valid", "validation" -> Optional.of(VAL);
            case "test", "testing" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }

    /** Returns the usual folder name: train, val, test. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
