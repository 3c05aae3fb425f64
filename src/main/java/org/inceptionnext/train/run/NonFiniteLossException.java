package org.inceptionnext.train.run;

import java.io.IOException;

/** Training has left the numbers that a computer can hold. */
public final class NonFiniteLossException extends IOException {
    private static final long serialVersionUID = 1L;

    NonFiniteLossException(String message) {
        super(message);
    }
}
