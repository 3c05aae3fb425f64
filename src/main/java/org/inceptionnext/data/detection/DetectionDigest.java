package org.inceptionnext.data.detection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.inceptionnext.data.Split;

/** One number for a whole data set of boxes, by which a resumed run knows that it goes on with the same one. */
public final class DetectionDigest {
    private DetectionDigest() {}

    /** Returns SHA-256 of classes, parts, the pictures' file names and sizes, and all boxes, in hexadecimal digits. */
    public static String of(DetectionSet set) {
        MessageDigest digest = sha256();
        set.classes().forEach(name -> add(digest, "class " + name));
        for (Split split : Split.values()) {
            for (BoxedPicture picture : set.pictures(split)) {
                add(
                        digest,
                        split + " " + picture.file().getFileName() + " " + picture.width() + "x" + picture.height());
                picture.boxes().forEach(box -> add(digest, box.toString()));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A line with its length before it, so that no two lists of lines look alike. */
    private static void add(MessageDigest digest, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
