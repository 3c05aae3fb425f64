package org.inceptionnext.vision.decode.ico;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.bmp.BmpDecoder;
import org.inceptionnext.vision.decode.png.PngDecoder;

/**
 * The picture of an icon that Pillow opens: the largest, and of those of its size the one with the fewest bits. Its mask is ignored,
 * as all transparency. OpenCV reads no icons.
 */
public final class IcoDecoder {
    private static final int HEADER_BYTES = 6;
    private static final int ENTRY_BYTES = 16;
    private static final int FULL = 256;

    private final EncodedImage image;
    private final ByteBuffer file;

    private IcoDecoder(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        if (image.options().reference() == PixelReference.OPENCV) {
            throw image.failure(
                    Reason.UNSUPPORTED,
                    "an icon, which OpenCV does not read, so that no detector saw one",
                    "Convert it to PNG");
        }
        IcoDecoder icon = new IcoDecoder(image);
        return icon.picture(icon.entry());
    }

    private Entry entry() throws ImageDecodingException {
        if (file.limit() < HEADER_BYTES) {
            throw image.truncated(ImageFormat.ICO, "it ends within its header");
        }
        int count = file.getShort(4) & 0xffff;
        if (HEADER_BYTES + (long) count * ENTRY_BYTES > file.limit()) {
            throw image.truncated(ImageFormat.ICO, "it ends within its list of " + count + " pictures");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entryAt(HEADER_BYTES + i * ENTRY_BYTES));
        }
        return entries.stream()
                .min(Comparator.comparingInt(Entry::pixels).reversed().thenComparingInt(Entry::depth))
                .orElseThrow(() -> image.corrupt(ImageFormat.ICO, "it holds no picture", null));
    }

    private Entry entryAt(int at) {
        int width = file.get(at) & 0xff;
        int height = file.get(at + 1) & 0xff;
        int colours = file.get(at + 2) & 0xff;
        int bits = file.getShort(at + 6) & 0xffff;
        int colourBits = colours < 2 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(colours - 1);
        int depth = bits != 0 ? bits : colourBits != 0 ? colourBits : FULL;
        int pixels = (width == 0 ? FULL : width) * (height == 0 ? FULL : height);
        return new Entry(
                pixels,
                depth,
                bits,
                Integer.toUnsignedLong(file.getInt(at + 8)),
                Integer.toUnsignedLong(file.getInt(at + 12)));
    }

    private Pixels picture(Entry entry) throws ImageDecodingException {
        if (entry.offset + 8 > file.limit()) {
            throw image.truncated(ImageFormat.ICO, "its picture begins at byte " + entry.offset);
        }
        int at = (int) entry.offset;
        if (image.hasAscii(at, "\u0089PNG\r\n\u001a\n")) {
            byte[] png = Arrays.copyOfRange(image.bytes(), at, file.limit());
            DecodeOptions stored = image.options().withExif(false);
            return PngDecoder.decode(new EncodedImage(image.source(), png, stored));
        }
        BmpDecoder.IconPicture picture = BmpDecoder.decodeIcon(image, at);
        requireMask(entry, picture);
        return picture.pixels();
    }

    /** Pillow reads the mask too, and refuses an icon that has none. */
    private void requireMask(Entry entry, BmpDecoder.IconPicture picture) throws ImageDecodingException {
        long width = picture.pixels().width();
        long height = picture.pixels().height();
        long mask = (width + 31) / 32 * 4 * height;
        long end = entry.bits == 32 ? picture.offset() + 4 * width * height : entry.offset + entry.bytes;
        boolean there = end <= file.limit() && (entry.bits == 32 || end - mask >= 0);
        if (!there) {
            throw image.truncated(ImageFormat.ICO, "its mask ends at byte " + end);
        }
    }

    /** A picture as the list gives it: sizes of 256 are written as 0, and the bits may be missing. */
    private record Entry(int pixels, int depth, int bits, long bytes, long offset) {}
}
