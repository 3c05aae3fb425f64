package org.inceptionnext.runtime;

import java.util.Arrays;
import java.util.Locale;
import org.inceptionnext.checkpoint.DType;

/** The types of number that a network computes in. Its input and output are float32 whatever it is. */
public enum ComputeType {
    FLOAT32(DType.F32),
    BFLOAT16(DType.BF16),
    FLOAT16(DType.F16),
    /** Layers in 8 bits where the ranges of their inputs are known, the rest in float32. */
    INT8(DType.I8);

    private final DType stored;

    ComputeType(DType stored) {
        this.stored = stored;
    }

    /** Returns the type that weight files call so. */
    static ComputeType of(DType stored) {
        return Arrays.stream(values())
                .filter(type -> type.stored == stored)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the type in the words of weight files. */
    public DType stored() {
        return stored;
    }

    /** Returns what users write: {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
