package org.inceptionnext.djl.pictures;

import java.util.Objects;

/** Predicting pictures failed for a reason that is no picture's: the model cannot be loaded, or fails. The cause says why. */
public final class PredictionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PredictionException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Returns why; never null. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
