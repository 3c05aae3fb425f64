package org.inceptionnext.publish;

import java.io.IOException;

/** Something cannot be published as it is; the registry is as it was. The message says what to do. */
public final class PublishException extends IOException {
    private static final long serialVersionUID = 1L;

    PublishException(String message) {
        super(message);
    }
}
