package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file's worth of bytes that a command was asked to look at, not read yet.
 *
 * @param name what the user calls it: a path, a URL, {@code -}
 * @param opener gets at the bytes
 */
record Input(String name, Opener opener) {
    /** More than any picture; a stream that never ends stops here. */
    private static final int MAX_BYTES = 256 << 20;

    /** Opens a stream that the caller closes. */
    interface Opener {
        InputStream open() throws IOException;
    }

    /** Returns an input that fails when it is read, in its turn, so that the others are still looked at. */
    static Input failing(String name, String why) {
        return new Input(name, () -> {
            throw new IOException(why);
        });
    }

    /**
     * Reads all bytes.
     *
     * @throws IOException if they cannot be read, are none, or are too many for a picture
     */
    byte[] bytes() throws IOException {
        try (InputStream in = opener.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("more than " + (MAX_BYTES >> 20) + " MiB, which is no picture");
            }
            if (bytes.length == 0) {
                throw new IOException("empty: there is not one byte in it");
            }
            return bytes;
        }
    }
}
