package org.inceptionnext.vision.decode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.inceptionnext.text.PrintableText;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;

/** Says what the bytes are that are none of the decoded formats: the usual accidents, named. */
public final class UnknownContent {
    private static final int PEEK_BYTES = 512;
    private static final String ALLOWED = "Give a PNG, JPEG, GIF, BMP or WebP picture";

    private UnknownContent() {}

    /** Returns the error that names what the bytes seem to be. */
    public static ImageDecodingException describe(EncodedImage image) {
        byte[] bytes = image.bytes();
        if (bytes.length == 0) {
            return image.failure(Reason.NOT_A_PICTURE, "empty (0 bytes)", "Copy or download the file again");
        }
        String head = new String(bytes, 0, Math.min(bytes.length, PEEK_BYTES), StandardCharsets.ISO_8859_1);
        String otherPicture = otherPicture(head);
        if (!otherPicture.isEmpty()) {
            return image.failure(
                    Reason.UNSUPPORTED, "a picture of the format " + otherPicture, "Convert it to PNG or JPEG");
        }
        if (head.startsWith("version https://git-lfs")) {
            return image.failure(
                    Reason.NOT_A_PICTURE, "a Git LFS pointer, not the picture itself", "Run git lfs pull to fetch it");
        }
        String start = head.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return image.failure(
                    Reason.NOT_A_PICTURE,
                    "an HTML page, not a picture (it starts with " + PrintableText.quote(head.strip()) + ")",
                    "Download the picture itself, not the page that shows it");
        }
        if (isText(head)) {
            return image.failure(
                    Reason.NOT_A_PICTURE,
                    "text, not a picture (it starts with " + PrintableText.quote(head.strip()) + ")",
                    ALLOWED);
        }
        String firstBytes = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 8));
        return image.failure(
                Reason.NOT_A_PICTURE, "not a picture that is known here (first bytes " + firstBytes + ")", ALLOWED);
    }

    private static String otherPicture(String head) {
        if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
            return "TIFF";
        }
        if (head.startsWith("ftyp", 4)) {
            return head.startsWith("avi", 8) ? "AVIF" : "HEIC (or another ISO media file)";
        }
        if (head.startsWith("\u00ff\n") || head.startsWith("\0\0\0\u000cJXL ")) {
            return "JPEG XL";
        }
        if (head.startsWith("\0\0\0\u000cjP  ")) {
            return "JPEG 2000";
        }
        if (head.startsWith("8BPS")) {
            return "Photoshop";
        }
        if (head.contains("<svg")) {
            return "SVG";
        }
        return "";
    }

    private static boolean isText(String head) {
        return head.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
    }
}
