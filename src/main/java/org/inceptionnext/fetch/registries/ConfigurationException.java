package org.inceptionnext.fetch.registries;

import java.io.IOException;

/** The user's configuration of registries is not what it must be; the message names the place, what was found and allowed. */
public final class ConfigurationException extends IOException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String place, String found, String allowed) {
        super(place + ": found " + found + ", allowed " + allowed + ".");
    }
}
