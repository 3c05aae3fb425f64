package org.inceptionnext.registry;

import java.io.IOException;

/** A card is not what a card must be; the message names the field, what was found, and what is allowed. */
final class MalformedCardException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedCardException(String message) {
        super(message);
    }

    MalformedCardException(String field, String found, String allowed) {
        super(field + ": found " + found + ", allowed " + allowed);
    }
}
