package org.inceptionnext.djl;

import java.util.Optional;
import org.inceptionnext.registry.UnknownModelException;

/**
 * An argument of a model is unknown, or not what it should be. The message says which, what was found, and what is allowed or
 * what was probably meant.
 */
public final class ArgumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS = 80;

    private final String name;
    private final String nearest;

    private ArgumentException(String name, String nearest, String found) {
        super("argument " + printable(name) + ": " + found);
        this.name = name;
        this.nearest = nearest;
    }

    /** An argument that makes no sense for a reason of its own. */
    static ArgumentException of(String name, String reason) {
        return new ArgumentException(name, "", reason);
    }

    /** A value that is not allowed. */
    static ArgumentException wrong(String name, Object found, String allowed) {
        return of(name, "found \"" + printable(found.toString()) + "\", allowed " + allowed);
    }

    /** A name that there is not. */
    static ArgumentException unknown(String name, String nearest, String advice) {
        return new ArgumentException(name, nearest, advice);
    }

    /** No model has the name that was given. */
    static ArgumentException unknownModel(UnknownModelException e) {
        String nearest = e.suggestions().isEmpty() ? "" : e.suggestions().get(0);
        ArgumentException wrong = new ArgumentException("model", nearest, String.valueOf(e.getMessage()));
        wrong.initCause(e);
        return wrong;
    }

    /** Returns the argument's name as it was given. */
    public String name() {
        return name;
    }

    /** Returns the name of the argument that was probably meant; empty if this one exists, or none is near. */
    public Optional<String> nearest() {
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    private static String printable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN_CHARS ? plain : plain.substring(0, SHOWN_CHARS) + "...";
    }
}
