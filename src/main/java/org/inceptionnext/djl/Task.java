package org.inceptionnext.djl;

import java.util.Locale;

/** What a model is asked for: decides which arguments there are. */
enum Task {
    CLASSIFY("a classifier"),
    EMBED("an embedding"),
    DETECT("a detector"),
    TRAIN("training");

    private final String owner;

    Task(String owner) {
        this.owner = owner;
    }

    /** Returns whose arguments they are, in words. */
    String owner() {
        return owner;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
