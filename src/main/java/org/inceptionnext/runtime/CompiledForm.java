package org.inceptionnext.runtime;

import java.util.Locale;

/** The forms in which a network is compiled for libtorch. */
public enum CompiledForm {
    /** On oneDNN's operators, fastest for one picture at a time. */
    LATENCY,
    /** On oneDNN's operators, fastest for many pictures. */
    THROUGHPUT,
    /** By plain operators, which run anywhere. */
    PORTABLE;

    /** Returns what users write: {@code latency}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
