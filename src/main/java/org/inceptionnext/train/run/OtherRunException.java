package org.inceptionnext.train.run;

import java.io.IOException;

/** A folder's run was begun with something else, so that it would not go on to the same numbers. */
public final class OtherRunException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String key;

    OtherRunException(String message, String key) {
        super(message);
        this.key = key;
    }

    /** Returns the key of {@code run.yaml} whose value differs. */
    public String key() {
        return key;
    }
}
