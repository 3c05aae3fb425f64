package org.inceptionnext.vision.decode;

import java.util.Optional;

/** The formats that are decoded, recognised by content and never by a file's name. */
public enum ImageFormat {
    PNG("PNG"),
    JPEG("JPEG"),
    GIF("GIF"),
    BMP("BMP"),
    WEBP("WebP");

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
        return Optional.empty();
    }

    @Override
    public String toString() {
        return title;
    }
}
