package org.inceptionnext.data;

import java.io.IOException;
import java.io.InputStream;
import org.inceptionnext.data.PictureException.Reason;

/**
 * One picture as encoded bytes that are not read yet. To make one costs nothing; {@link #bytes} opens, reads and closes. Safe for
 * use by many threads unless its opener is not.
 *
 * @param name what the user calls it: a path, an address, {@code -}, {@code photos.tar/cats/1.jpg}
 * @param origin where its bytes lie
 * @param opener gets at the bytes, as often as it is asked (standard input: once)
 */
public record Picture(String name, PictureOrigin origin, Opener opener) {
    /** More than any picture has, in bytes; a stream that never ends stops here. */
    public static final int MAX_BYTES = 256 << 20;

    /** Opens a stream that the caller closes. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Returns the bytes from their beginning.
         *
         * @throws IOException if they cannot be reached
         */
        InputStream open() throws IOException;
    }

    /** Returns a picture that fails when it is read, in its turn, so that the others are still looked at. */
    static Picture failing(String name, PictureOrigin origin, IOException why) {
        return new Picture(name, origin, () -> {
            throw why;
        });
    }

    /**
     * Reads all bytes.
     *
     * @return a new array, 1 to {@link #MAX_BYTES} bytes
     * @throws PictureException if there are none or too many of them, or the argument that stands behind it gives no picture
     * @throws IOException if they cannot be read ({@link java.nio.file.NoSuchFileException} and its relatives included)
     */
    public byte[] bytes() throws IOException {
        try (InputStream in = opener.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new PictureException(
                        name, Reason.TOO_LARGE, "more than " + (MAX_BYTES >> 20) + " MiB, which is no picture");
            }
            if (bytes.length == 0) {
                throw new PictureException(name, Reason.EMPTY, "empty: there is not one byte in it");
            }
            return bytes;
        }
    }
}
