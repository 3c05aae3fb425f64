package org.inceptionnext.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 for expectations, apart from the code under test. */
public final class Sha256Hex {
    private Sha256Hex() {}

    /** Returns the hash, 64 lower-case hexadecimal digits. */
    public static String of(byte[] bytes) {
        return digest("SHA-256", bytes);
    }

    /** Returns git's name for a file of this content: SHA-1 over the word blob, the length, a zero, and the content. */
    public static String ofGitBlob(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return digest("SHA-1", all);
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
