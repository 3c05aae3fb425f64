package org.inceptionnext.vision.decode.png;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.exif.ExifOrientation;

/**
 * A PNG file's chunks, walked with the strictness of the reference. Pillow insists on every checksum ahead of the picture, comments
 * included, and on none from the picture on; libpng, under OpenCV, insists on those of the chunks that decide the picture, and on the
 * end chunk.
 */
final class PngFile {
    /** Deflate (RFC 1951) codes at most 258 bytes in two bits. */
    private static final int MAX_INFLATION = 1032;

    private static final int MAX_PALETTE = 256;

    private final EncodedImage image;
    private final boolean pillow;
    private final PngChunks chunks;
    private final List<ByteBuffer> data = new ArrayList<>();
    private final PngOrientation orientation;
    private PngHeader header;
    private byte[] palette = new byte[3 * MAX_PALETTE];
    private boolean hasPalette;

    private PngFile(EncodedImage image) throws ImageDecodingException {
        this.image = image;
        this.pillow = image.options().reference() == PixelReference.PILLOW;
        this.chunks = new PngChunks(image);
        this.orientation = new PngOrientation(image);
        this.header = readHeader();
    }

    /**
     * Walks the file.
     *
     * @throws ImageDecodingException if it is truncated, its header is none, or a checksum fails that the reference looks at
     */
    static PngFile of(EncodedImage image) throws ImageDecodingException {
        PngFile file = new PngFile(image);
        file.walk();
        return file;
    }

    private PngHeader readHeader() throws ImageDecodingException {
        if (chunks.file().limit() < chunks.payload() + PngHeader.BYTES + 4) {
            throw image.truncated(ImageFormat.PNG, "its header is incomplete");
        }
        boolean right = pillow ? chunks.length() >= PngHeader.BYTES : chunks.length() == PngHeader.BYTES;
        if (!chunks.is("IHDR") || !right) {
            throw image.corrupt(ImageFormat.PNG, "it does not begin with a header of 13 bytes", null);
        }
        chunks.requireIntact();
        PngHeader found = PngHeader.of(image, chunks.file(), chunks.payload());
        chunks.next();
        return found;
    }

    PngHeader header() {
        return header;
    }

    /** Returns R, G, B of each colour; what is above its end is black. */
    byte[] palette() {
        return palette;
    }

    /** Returns the compressed picture, chunk by chunk. */
    List<ByteBuffer> data() {
        return data;
    }

    ExifOrientation orientation() {
        return orientation.orientation();
    }

    private void walk() throws ImageDecodingException {
        while (chunks.hasHead() && !chunks.is("IDAT")) {
            ahead();
        }
        if (header.type() == PngHeader.PALETTE && !hasPalette && !pillow) {
            throw image.corrupt(ImageFormat.PNG, "its palette is missing", null);
        }
        long deflated = 0;
        while (chunks.hasHead() && chunks.is("IDAT")) {
            deflated += picture();
        }
        requireEnough(deflated);
        if (pillow) {
            behindForPillow();
        } else {
            behindForOpenCv();
        }
    }

    private void ahead() throws ImageDecodingException {
        int length = chunks.length();
        if (!chunks.isNamed()) {
            throw image.corrupt(ImageFormat.PNG, "the chunk at offset " + chunks.offset() + " has no name", null);
        }
        if (pillow) {
            chunks.requireIntact();
            PillowChunkRules.check(image, chunks, header);
        } else if (decidesPicture()) {
            chunks.requireIntact();
        }
        if (chunks.is("IEND")) {
            throw image.corrupt(ImageFormat.PNG, "it ends before its picture begins", null);
        }
        if (chunks.is("PLTE") && header.type() == PngHeader.PALETTE) {
            palette(length);
        } else if (pillow && chunks.is("IHDR")) {
            if (length < PngHeader.BYTES) {
                throw image.corrupt(ImageFormat.PNG, "it has a second header of " + length + " bytes", null);
            }
            header = PngHeader.of(image, chunks.file(), chunks.payload());
        } else if (chunks.isCritical() && !pillow && !chunks.is("PLTE")) {
            throw unexpected();
        }
        see();
        chunks.next();
    }

    private void palette(int length) throws ImageDecodingException {
        if (!pillow && (hasPalette || length % 3 != 0 || length == 0)) {
            throw image.corrupt(ImageFormat.PNG, "its palette has " + length + " bytes", null);
        }
        hasPalette = true;
        palette = new byte[3 * MAX_PALETTE];
        System.arraycopy(image.bytes(), chunks.payload(), palette, 0, Math.min(length / 3 * 3, palette.length));
    }

    private void see() {
        if (image.options().exif() && (pillow || chunks.isIntact())) {
            orientation.see(chunks);
        }
    }

    /** Takes one part of the picture: the last may be cut for Pillow, whose decoder says when it has enough. */
    private int picture() throws ImageDecodingException {
        int length = pillow && !chunks.isWhole()
                ? (int) Math.min(chunks.file().limit() - chunks.payload(), chunks.declaredLength())
                : chunks.length();
        if (!pillow) {
            chunks.requireIntact();
        }
        data.add(ByteBuffer.wrap(image.bytes(), chunks.payload(), length).order(ByteOrder.BIG_ENDIAN));
        chunks.next();
        return length;
    }

    /** Pillow reads on to the end chunk, and stops without a word where something is no chunk. */
    private void behindForPillow() throws ImageDecodingException {
        while (chunks.hasHead() && chunks.isNamed() && !chunks.is("IEND")) {
            chunks.length();
            PillowChunkRules.check(image, chunks, header);
            see();
            chunks.next();
        }
    }

    private void behindForOpenCv() throws ImageDecodingException {
        while (!chunks.hasHead() || !chunks.is("IEND")) {
            chunks.length();
            if (!chunks.isNamed()) {
                throw image.corrupt(ImageFormat.PNG, "the chunk at offset " + chunks.offset() + " has no name", null);
            }
            if (chunks.isCritical() && !chunks.is("PLTE") && !chunks.is("IDAT")) {
                throw unexpected();
            }
            if (decidesPicture()) {
                chunks.requireIntact();
            }
            see();
            chunks.next();
        }
        chunks.length();
    }

    /** A palette of a picture without indices is a suggestion. */
    private boolean decidesPicture() {
        return chunks.isCritical() && !(chunks.is("PLTE") && header.type() != PngHeader.PALETTE);
    }

    private ImageDecodingException unexpected() {
        return image.corrupt(
                ImageFormat.PNG, "the chunk at offset " + chunks.offset() + " does not belong there", null);
    }

    /** Keeps a header of a few bytes from having hundreds of megabytes allocated for it. */
    private void requireEnough(long deflated) throws ImageDecodingException {
        long bytes = (long) header.width() * header.height() * header.depth() * header.samples() / 8;
        if (bytes > deflated * MAX_INFLATION) {
            throw image.truncated(ImageFormat.PNG, "its " + deflated + " compressed bytes cannot hold " + bytes);
        }
    }
}
