package org.inceptionnext.vision.decode.png;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.exif.ExifOrientation;
import org.inceptionnext.vision.decode.exif.OpenCvExif;
import org.inceptionnext.vision.decode.exif.PillowExif;
import org.inceptionnext.vision.decode.exif.XmpOrientation;
import org.jspecify.annotations.Nullable;

/**
 * Collects the orientation from a PNG's chunks: {@code eXIf} ahead of the picture or behind it for both references; for Pillow also a
 * text called {@code exif}, ImageMagick's "Raw profile type exif", and XMP.
 */
final class PngOrientation {
    private static final String RAW_PROFILE = "Raw profile type exif";
    private static final String XMP = "XML:com.adobe.xmp";

    /** Pillow refuses to inflate more than this; an EXIF block is smaller than 64 KiB. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private final EncodedImage image;
    private final boolean pillow;
    private byte @Nullable [] exif;
    private byte @Nullable [] rawProfile;
    private byte @Nullable [] xmp;

    PngOrientation(EncodedImage image) {
        this.image = image;
        this.pillow = image.options().reference() == PixelReference.PILLOW;
    }

    /** Takes what a chunk says, if it is one of those. */
    void see(PngChunks chunk) {
        int from = chunk.payload();
        int to = from + (int) chunk.declaredLength();
        if (chunk.is("eXIf")) {
            exif = pillow || exif == null ? Arrays.copyOfRange(image.bytes(), from, to) : exif;
        } else if (pillow && (chunk.is("tEXt") || chunk.is("zTXt") || chunk.is("iTXt"))) {
            text(chunk, to);
        }
    }

    private void text(PngChunks chunk, int to) {
        String keyword = chunk.keyword();
        boolean plainExif = keyword.equals("exif") && chunk.is("tEXt");
        if (!plainExif && !keyword.equals(RAW_PROFILE) && !keyword.equals(XMP)) {
            return;
        }
        byte[] text = value(chunk, to);
        if (plainExif) {
            exif = text;
        } else if (keyword.equals(RAW_PROFILE)) {
            rawProfile = text;
        } else {
            xmp = text;
        }
    }

    private byte[] value(PngChunks chunk, int to) {
        int at = Math.min(chunk.nul(chunk.payload()) + 1, to);
        if (chunk.is("tEXt")) {
            return Arrays.copyOfRange(image.bytes(), at, to);
        }
        if (chunk.is("zTXt")) {
            return inflated(Math.min(at + 1, to), to);
        }
        boolean compressed = at < to && image.bytes()[at] != 0;
        int language = chunk.nul(Math.min(at + 2, to));
        int translated = chunk.nul(Math.min(language + 1, to));
        int begin = Math.min(translated + 1, to);
        return compressed ? inflated(begin, to) : Arrays.copyOfRange(image.bytes(), begin, to);
    }

    private byte[] inflated(int from, int to) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(image.bytes(), from, to - from);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (text.size() <= MAX_TEXT_BYTES) {
                int count = inflater.inflate(buffer);
                if (count == 0) {
                    return text.toByteArray();
                }
                text.write(buffer, 0, count);
            }
        } catch (DataFormatException e) {
            // What cannot be inflated turns no picture.
        } finally {
            inflater.end();
        }
        return new byte[0];
    }

    ExifOrientation orientation() {
        return ExifOrientation.ofValue(value().orElse(1));
    }

    private OptionalInt value() {
        if (!pillow) {
            return exif == null ? OptionalInt.empty() : OpenCvExif.orientation(exif, 0, exif.length);
        }
        byte[] block = exif != null ? exif : rawProfile == null ? new byte[0] : unhexed(rawProfile);
        OptionalInt found = PillowExif.orientation(block);
        return found.isEmpty() && xmp != null ? XmpOrientation.find(xmp, 0, xmp.length) : found;
    }

    /** Reads ImageMagick's form: an empty line, a name, a length, and lines of hexadecimal digits. */
    private static byte[] unhexed(byte[] text) {
        String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", -1);
        String digits = String.join("", Arrays.asList(lines).subList(Math.min(3, lines.length), lines.length));
        try {
            return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
