package org.inceptionnext.registry;

import java.util.List;

/** No model has the name that was asked for; the message names the nearest ones. */
public sealed class UnknownModelException extends Exception permits RegistryException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final List<String> suggestions;

    UnknownModelException(String message, String name, List<String> suggestions) {
        super(message);
        this.name = name;
        this.suggestions = List.copyOf(suggestions);
    }

    /** Returns the name that was asked for, as it was given. */
    public String name() {
        return name;
    }

    /** Returns the registered names nearest to it, best first; may be empty. */
    public List<String> suggestions() {
        return suggestions;
    }
}
