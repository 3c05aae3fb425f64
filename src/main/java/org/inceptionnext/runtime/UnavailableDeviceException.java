package org.inceptionnext.runtime;

/** A device was asked for that is not there; nothing runs elsewhere in its place. */
public final class UnavailableDeviceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnavailableDeviceException(String message) {
        super(message);
    }
}
