package org.inceptionnext.network;

/** A file of {@code zoo/} on the class path is wrong; the message names the file and the row. */
public class ZooFormatException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ZooFormatException(String message) {
        super(message);
    }

    ZooFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
