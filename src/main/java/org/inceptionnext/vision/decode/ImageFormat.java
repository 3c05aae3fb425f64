package org.inceptionnext.vision.decode;

import java.util.Optional;

/** The formats that are decoded, recognised by content and never by a file's name. */
public enum ImageFormat {
    PNG("PNG"),
    JPEG("JPEG"),
    GIF("GIF"),
    BMP("BMP"),
    WEBP("WebP"),
    TIFF("TIFF"),
    PNM("PNM"),
    ICO("ICO");

    private final String title;

    ImageFormat(String title) {
        this.title = title;
    }

    /** Recognises a format by the first bytes of a file. */
    public static Optional<ImageFormat> of(byte[] bytes) {
        if (EncodedImage.hasAscii(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (EncodedImage.hasAscii(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (EncodedImage.hasAscii(bytes, 0, "GIF87a") || EncodedImage.hasAscii(bytes, 0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (EncodedImage.hasAscii(bytes, 0, "BM")) {
            return Optional.of(BMP);
        }
        if (EncodedImage.hasAscii(bytes, 0, "RIFF") && EncodedImage.hasAscii(bytes, 8, "WEBP")) {
            return Optional.of(WEBP);
        }
        boolean tiff = EncodedImage.hasAscii(bytes, 0, "II*\0") || EncodedImage.hasAscii(bytes, 0, "MM\0*");
        boolean bigTiff = EncodedImage.hasAscii(bytes, 0, "II+\0") || EncodedImage.hasAscii(bytes, 0, "MM\0+");
        if (tiff || bigTiff) {
            return Optional.of(TIFF);
        }
        if (EncodedImage.hasAscii(bytes, 0, "\0\0\1\0")) {
            return Optional.of(ICO);
        }
        return isPnm(bytes) ? Optional.of(PNM) : Optional.empty();
    }

    /** P1 to P6, and white space. */
    private static boolean isPnm(byte[] bytes) {
        boolean known = bytes.length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6';
        return known && (bytes[2] == ' ' || (bytes[2] >= '\t' && bytes[2] <= '\r'));
    }

    @Override
    public String toString() {
        return title;
    }
}
