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
    private static final String ALLOWED = "Give a PNG, JPEG, GIF, BMP, WebP, TIFF, PNM or ICO picture";

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
        if (head.startsWith("ftyp", 4)) {
            return isoMedia(head);
        }
        if (head.startsWith("\u00ff\n") || head.startsWith("\0\0\0\u000cJXL ")) {
            return "JPEG XL";
        }
        boolean codestream = head.startsWith("\u00ffO\u00ffQ");
        if (head.startsWith("\0\0\0\u000cjP  ") || codestream) {
            return "JPEG 2000";
        }
        if (head.startsWith("8BPS")) {
            return "Photoshop";
        }
        if (head.startsWith("P7\n")) {
            return "PAM";
        }
        if (head.startsWith("Pf\n") || head.startsWith("PF\n")) {
            return "PFM";
        }
        if (head.startsWith("\0\0\2\0")) {
            return "Windows cursor";
        }
        if (head.contains("<svg")) {
            return "SVG";
        }
        return "";
    }

    /** Tells the brands of ISO media files (ISO/IEC 23008-12, AV1 Image File Format) apart. */
    private static String isoMedia(String head) {
        String brands = head.substring(8, Math.min(head.length(), 64));
        if (brands.contains("avif") || brands.contains("avis")) {
            return "AVIF";
        }
        boolean heic = brands.contains("heic")
                || brands.contains("heix")
                || brands.contains("mif1")
                || brands.contains("hevc");
        return heic ? "HEIC" : "HEIC (or another ISO media file)";
    }

    private static boolean isText(String head) {
        return head.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
    }
}
