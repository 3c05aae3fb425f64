package org.inceptionnext.vision.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.PixelReference;
import org.jspecify.annotations.Nullable;

/** The bytes of a picture on their way through a decoder, with the name that errors call them by. */
public final class EncodedImage {

    /** Of R, G, B and alpha in 16 bits, while the JDK decodes it. */
    private static final int MAX_BYTES_A_PIXEL = 8;

    /** Its CV_IO_MAX_IMAGE_WIDTH and CV_IO_MAX_IMAGE_HEIGHT. */
    private static final int OPENCV_MAX_SIDE = 1 << 20;

    private static final String COPY_AGAIN = "Copy or download the file again";

    private final String source;
    private final byte[] bytes;
    private final DecodeOptions options;

    /**
     * Wraps a picture's bytes, which are not copied.
     *
     * @param source what errors call the picture
     */
    public EncodedImage(String source, byte[] bytes, DecodeOptions options) {
        this.source = source;
        this.bytes = bytes;
        this.options = options;
    }

    /** Returns what errors call the picture. */
    public String source() {
        return source;
    }

    /** Returns the encoded file itself: not a copy, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns what may be done with the picture. */
    public DecodeOptions options() {
        return options;
    }

    /** Returns a view for absolute reads; reading past the end is the caller's mistake. */
    public ByteBuffer view(ByteOrder order) {
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** Returns whether these characters (of Latin-1) stand at an offset; false where they would end behind the file. */
    public boolean hasAscii(int offset, String text) {
        return hasAscii(bytes, offset, text);
    }

    static boolean hasAscii(byte[] bytes, int offset, String text) {
        if (offset + text.length() > bytes.length) {
            return false;
        }
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < expected.length; i++) {
            if (bytes[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses a size from a header before anything of that size is allocated.
     *
     * @throws ImageDecodingException if a side is below 1, or the picture has more pixels than the options or a Java array allow
     */
    public void requireAllowedSize(ImageFormat format, long width, long height) throws ImageDecodingException {
        boolean areSides = width >= 1 && height >= 1 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE;
        if (!areSides) {
            throw corrupt(format, "its header declares " + width + " x " + height + " pixels", null);
        }
        boolean forOpenCv = options.reference() == PixelReference.OPENCV;
        if (forOpenCv && Math.max(width, height) > OPENCV_MAX_SIDE) {
            throw failure(
                    Reason.TOO_LARGE,
                    "a " + format + " of " + width + " x " + height + " pixels; OpenCV reads sides of up to "
                            + OPENCV_MAX_SIDE,
                    "Cut it into parts");
        }
        if (width * height > options.maxPixels()) {
            String limit = options.maxPixels() == DecodeOptions.PILLOW_MAX_PIXELS ? " (Pillow's limit)" : "";
            throw failure(
                    Reason.TOO_LARGE,
                    "a " + format + " of " + width + " x " + height + " = " + width * height
                            + " pixels, more than the allowed " + options.maxPixels() + limit,
                    "Save it smaller and give that; a Java program may allow more with DecodeOptions.withMaxPixels");
        }
        if (width * height > Integer.MAX_VALUE / MAX_BYTES_A_PIXEL) {
            throw failure(
                    Reason.TOO_LARGE,
                    "a " + format + " of " + width + " x " + height + " pixels, more than a Java array holds",
                    "Shrink the picture");
        }
    }

    /** Returns the error for a file that ends too early; {@code missing} says where. */
    public ImageDecodingException truncated(ImageFormat format, String missing) {
        return failure(
                Reason.TRUNCATED,
                "a truncated " + format + " of " + bytes.length + " bytes: " + missing,
                COPY_AGAIN + "; half a picture is not classified");
    }

    /** Returns the error for bytes that contradict their format. */
    public ImageDecodingException corrupt(ImageFormat format, String found, @Nullable Throwable cause) {
        return new ImageDecodingException(
                source, Reason.CORRUPT, "a damaged " + format + ": " + found, COPY_AGAIN, cause);
    }

    /** Returns the error for a kind of picture that is not decoded; {@code found} names it. */
    public ImageDecodingException unsupported(ImageFormat format, String found) {
        return failure(
                Reason.UNSUPPORTED,
                "a " + format + " with " + found + ", which is not decoded here",
                "Save it as PNG or as ordinary JPEG");
    }

    /** Returns an error that has its own advice. */
    public ImageDecodingException failure(Reason reason, String found, String advice) {
        return new ImageDecodingException(source, reason, found, advice, null);
    }
}
