package org.inceptionnext.djl;

/** An argument of a model is not what it should be; the message says which, what was found and what is allowed. */
public final class ArgumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ArgumentException(String message) {
        super(message);
    }
}
