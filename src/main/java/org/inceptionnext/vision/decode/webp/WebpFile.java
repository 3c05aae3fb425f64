package org.inceptionnext.vision.decode.webp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.exif.ExifOrientation;
import org.inceptionnext.vision.decode.exif.OpenCvExif;
import org.inceptionnext.vision.decode.exif.PillowExif;
import org.inceptionnext.vision.decode.exif.XmpOrientation;

/**
 * The container of a WebP (RFC 9649). Of an animation the first frame is taken, as both references do, on a canvas of zeros: libwebp
 * ignores the background colour unless it is told otherwise.
 */
final class WebpFile {
    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final int FRAME_HEAD_BYTES = 16;
    private static final int EXTENDED_BYTES = 10;
    private static final int ANIMATION = 0x02;
    private static final int ALPHA = 0x10;

    private final EncodedImage image;
    private final ByteBuffer file;
    private int end;
    private int width;
    private int height;
    private boolean animated;
    /** The first ANMF chunk's payload, and where it ends. */
    private int frame = -1;

    private int frameEnd;

    private WebpFile(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads the header.
     *
     * @throws ImageDecodingException if it is cut, too large, or holds no picture
     */
    static WebpFile of(EncodedImage image) throws ImageDecodingException {
        WebpFile webp = new WebpFile(image);
        webp.readHeader();
        return webp;
    }

    private void readHeader() throws ImageDecodingException {
        int payload = RIFF_BYTES + CHUNK_BYTES;
        if (file.limit() < payload + EXTENDED_BYTES) {
            throw image.truncated(ImageFormat.WEBP, "it ends within its header");
        }
        long declared = CHUNK_BYTES + Integer.toUnsignedLong(file.getInt(4));
        if (declared > file.limit()) {
            throw image.truncated(ImageFormat.WEBP, "it declares " + declared + " bytes");
        }
        end = (int) declared;
        if (image.hasAscii(RIFF_BYTES, "VP8X")) {
            animated = (file.get(payload) & ANIMATION) != 0;
            size(1 + u24(payload + 4), 1 + u24(payload + 7));
        } else if (isBitstream(RIFF_BYTES)) {
            size(bitstreamWidth(RIFF_BYTES), bitstreamHeight(RIFF_BYTES));
        } else {
            throw image.corrupt(ImageFormat.WEBP, "it holds no picture", null);
        }
        if (animated) {
            findFrame();
        }
    }

    private boolean isBitstream(int chunk) {
        return image.hasAscii(chunk, "VP8L") || image.hasAscii(chunk, "VP8 ");
    }

    private int bitstreamWidth(int chunk) {
        int payload = chunk + CHUNK_BYTES;
        boolean lossless = image.hasAscii(chunk, "VP8L");
        return lossless ? 1 + (file.getInt(payload + 1) & 0x3fff) : file.getShort(payload + 6) & 0x3fff;
    }

    private int bitstreamHeight(int chunk) {
        int payload = chunk + CHUNK_BYTES;
        boolean lossless = image.hasAscii(chunk, "VP8L");
        return lossless ? 1 + (file.getInt(payload + 1) >>> 14 & 0x3fff) : file.getShort(payload + 8) & 0x3fff;
    }

    private void size(int newWidth, int newHeight) throws ImageDecodingException {
        image.requireAllowedSize(ImageFormat.WEBP, newWidth, newHeight);
        width = newWidth;
        height = newHeight;
    }

    private void findFrame() throws ImageDecodingException {
        int chunk = find("ANMF");
        if (chunk < 0) {
            throw image.truncated(ImageFormat.WEBP, "it is an animation without a frame");
        }
        frame = chunk + CHUNK_BYTES;
        frameEnd = frame + file.getInt(chunk + 4);
        boolean inside = frame + FRAME_HEAD_BYTES <= frameEnd
                && left() + frameWidth() <= width
                && top() + frameHeight() <= height;
        if (!inside) {
            throw image.corrupt(ImageFormat.WEBP, "its first frame does not lie on its canvas", null);
        }
        requireDeclaredSize(frame + FRAME_HEAD_BYTES);
    }

    /** Before libwebp makes room for what the bits say. Behind ALPH it compares the sizes itself. */
    private void requireDeclaredSize(int chunk) throws ImageDecodingException {
        if (!isBitstream(chunk)) {
            return;
        }
        if (chunk + CHUNK_BYTES + EXTENDED_BYTES > file.limit()) {
            throw image.truncated(ImageFormat.WEBP, "its first frame ends within its header");
        }
        if (bitstreamWidth(chunk) != frameWidth() || bitstreamHeight(chunk) != frameHeight()) {
            throw anotherSize();
        }
    }

    private ImageDecodingException anotherSize() {
        return image.corrupt(ImageFormat.WEBP, "its first frame has another size than it declares", null);
    }

    private int left() {
        return 2 * u24(frame);
    }

    private int top() {
        return 2 * u24(frame + 3);
    }

    private int frameWidth() {
        return 1 + u24(frame + 6);
    }

    private int frameHeight() {
        return 1 + u24(frame + 9);
    }

    /** Returns a whole file of one still picture: this one, or one made of the first frame. */
    byte[] firstPicture() {
        if (!animated) {
            return image.bytes();
        }
        int from = frame + FRAME_HEAD_BYTES;
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (image.hasAscii(from, "ALPH")) {
            ByteBuffer extended =
                    ByteBuffer.allocate(CHUNK_BYTES + EXTENDED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            extended.put(ascii("VP8X")).putInt(EXTENDED_BYTES).putInt(ALPHA);
            chunks.writeBytes(extended.put(image.bytes(), frame + 6, 6).array());
        }
        chunks.write(image.bytes(), from, frameEnd - from);
        ByteBuffer still = ByteBuffer.allocate(RIFF_BYTES + chunks.size()).order(ByteOrder.LITTLE_ENDIAN);
        still.put(ascii("RIFF")).putInt(4 + chunks.size()).put(ascii("WEBP"));
        return still.put(chunks.toByteArray()).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Lays the first frame on its canvas. */
    Pixels onCanvas(Pixels picture) throws ImageDecodingException {
        if (!animated) {
            return picture;
        }
        if (picture.width() != frameWidth() || picture.height() != frameHeight()) {
            throw anotherSize();
        }
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        for (int y = 0; y < picture.height(); y++) {
            int to = ((top() + y) * width + left()) * 3;
            System.arraycopy(picture.rgb(), y * picture.width() * 3, rgb, to, picture.width() * 3);
        }
        return new Pixels(width, height, rgb);
    }

    ExifOrientation orientation() {
        int exif = find("EXIF");
        OptionalInt found = OptionalInt.empty();
        boolean pillow = image.options().reference() == PixelReference.PILLOW;
        if (exif >= 0) {
            int from = exif + CHUNK_BYTES;
            int to = from + file.getInt(exif + 4);
            found = pillow
                    ? PillowExif.orientation(Arrays.copyOfRange(image.bytes(), from, to))
                    : OpenCvExif.orientation(image.bytes(), from, to);
        }
        int xmp = find("XMP ");
        if (found.isEmpty() && pillow && xmp >= 0) {
            found = XmpOrientation.find(image.bytes(), xmp + CHUNK_BYTES, xmp + CHUNK_BYTES + file.getInt(xmp + 4));
        }
        return ExifOrientation.ofValue(found.orElse(1));
    }

    /** Returns where the first whole chunk of a type begins, or -1. */
    private int find(String type) {
        int at = RIFF_BYTES;
        while (at + CHUNK_BYTES <= end) {
            int length = file.getInt(at + 4);
            if (length < 0 || length > end - at - CHUNK_BYTES) {
                return -1;
            }
            if (image.hasAscii(at, type)) {
                return at;
            }
            at += CHUNK_BYTES + length + (length & 1);
        }
        return -1;
    }

    private int u24(int offset) {
        return file.getShort(offset) & 0xffff | (file.get(offset + 2) & 0xff) << 16;
    }
}
