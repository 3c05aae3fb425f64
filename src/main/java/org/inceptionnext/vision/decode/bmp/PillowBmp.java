package org.inceptionnext.vision.decode.bmp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Bytes;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Fields;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Indices;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Runs;

/** A bitmap's headers as Pillow's {@code BmpImagePlugin} reads them. */
final class PillowBmp {
    private static final List<Long> HEADER_BYTES = List.of(12L, 40L, 52L, 56L, 64L, 108L, 124L);
    private static final int MAX_COLOURS = 65536;
    private static final Bytes BGRX = new Bytes(32, 2, 1, 0);

    /** The masks of 32 bits that Pillow knows: R, G, B, alpha. */
    private static final Map<List<Integer>, Bytes> MASKS_32 = Map.of(
            List.of(0xff0000, 0xff00, 0xff, 0), BGRX,
            List.of(0xff000000, 0xff0000, 0xff00, 0), new Bytes(32, 3, 2, 1),
            List.of(0xff000000, 0xff00, 0xff, 0), new Bytes(32, 3, 1, 0),
            List.of(0xff000000, 0xff0000, 0xff00, 0xff), new Bytes(32, 3, 2, 1),
            List.of(0xff, 0xff00, 0xff0000, 0xff000000), new Bytes(32, 0, 1, 2),
            List.of(0xff0000, 0xff00, 0xff, 0xff000000), BGRX,
            List.of(0xff000000, 0xff00, 0xff, 0xff0000), new Bytes(32, 3, 1, 0),
            List.of(0, 0, 0, 0), BGRX);

    private static final Fields BGR555 =
            new Fields(16, BmpField.scaled(10, 5), BmpField.scaled(5, 5), BmpField.scaled(0, 5));
    private static final Fields BGR565 =
            new Fields(16, BmpField.scaled(11, 5), BmpField.scaled(5, 6), BmpField.scaled(0, 5));

    private final BmpHead head;
    private final int shrink;
    private int at;
    private long colours;
    private Optional<byte[]> palette = Optional.empty();

    private PillowBmp(BmpHead head, int shrink) {
        this.head = head;
        this.shrink = shrink;
    }

    /**
     * Reads the headers of a file of its own.
     *
     * @param offset where the first header says that the samples begin; 0 for right behind the palette
     */
    static BmpLayout layout(EncodedImage image, int header, long offset) throws ImageDecodingException {
        return new PillowBmp(new BmpHead(image, header), 1).layout(offset, header);
    }

    /** Reads the headers of a bitmap within an icon, whose height is that of the picture and of its mask. */
    static BmpLayout iconLayout(EncodedImage image, int header) throws ImageDecodingException {
        return new PillowBmp(new BmpHead(image, header), 2).layout(0, header);
    }

    private BmpLayout layout(long declaredOffset, int header) throws ImageDecodingException {
        if (!HEADER_BYTES.contains(head.bytes())) {
            throw head.corrupt("its header declares " + head.bytes() + " bytes");
        }
        head.require(header, head.bytes());
        boolean topDown = !head.isCore() && head.i32(8) >>> 24 == 0xff;
        long width = head.isCore() ? head.width() : Integer.toUnsignedLong((int) head.width());
        long height = head.isCore()
                ? head.height()
                : Integer.toUnsignedLong((int) (topDown ? -head.height() : head.height()));
        height /= shrink;
        head.allowed(width, height);
        colours = head.colours() == 0 ? 1L << head.bits() : head.colours();
        at = (int) head.end();
        BmpSamples samples = samples();
        long offset = declaredOffset;
        boolean atPalette = offset == header + head.bytes() && head.bits() <= 8;
        offset += atPalette ? head.entryBytes() * colours : 0;
        offset = offset == 0 ? at : offset;
        int stride = stride(width);
        int rowBytes = (int) ((width * samples.bits() + 7) / 8);
        if (rowBytes > stride && !(samples instanceof Runs)) {
            throw head.unsupported("a gray palette that is not that of its " + head.bits() + " bits");
        }
        return new BmpLayout(
                (int) width,
                (int) height,
                topDown,
                offset,
                stride,
                rowBytes,
                samples,
                palette.orElseGet(() -> new byte[0]));
    }

    private int stride(long width) {
        return (int) ((width * head.bits() + 31) >> 3 & ~3L);
    }

    private BmpSamples samples() throws ImageDecodingException {
        BmpSamples samples = switch (head.bits()) {
            case 1, 4, 8 -> new Indices(head.bits());
            case 16 -> BGR555;
            case 24 -> new Bytes(24, 2, 1, 0);
            case 32 -> BGRX;
            default -> throw head.unsupported(head.bits() + " bits a pixel");
        };
        switch (head.compression()) {
            case BmpHead.UNCOMPRESSED -> {
                // As it is.
            }
            case BmpHead.BITFIELDS -> samples = bitfields();
            case BmpHead.RLE8, BmpHead.RLE4 -> {
                if (!(samples instanceof Indices)) {
                    throw head.corrupt("its header declares run-length coding of " + head.bits() + " bits");
                }
                samples = new Runs(head.compression() == BmpHead.RLE4 ? 4 : 8);
            }
            default -> throw head.unsupported("compression " + Integer.toUnsignedString(head.compression()));
        }
        return head.bits() <= 8 ? palette(samples) : samples;
    }

    private BmpSamples bitfields() throws ImageDecodingException {
        boolean inHeader = head.bytes() >= 52;
        long from = inHeader ? head.end() - head.bytes() + BmpHead.INFO_BYTES : at;
        List<Integer> masks = List.of(head.i32At(from), head.i32At(from + 4), head.i32At(from + 8));
        int alpha = head.bytes() >= 56 ? head.i32At(from + 12) : 0;
        at += inHeader ? 0 : 12;
        BmpSamples found = switch (head.bits()) {
            case 32 -> MASKS_32.get(List.of(masks.get(0), masks.get(1), masks.get(2), alpha));
            case 24 -> masks.equals(List.of(0xff0000, 0xff00, 0xff)) ? new Bytes(24, 2, 1, 0) : null;
            case 16 -> {
                boolean green6 = masks.equals(List.of(0xf800, 0x7e0, 0x1f));
                yield green6 ? BGR565 : masks.equals(List.of(0x7c00, 0x3e0, 0x1f)) ? BGR555 : null;
            }
            default -> null;
        };
        if (found == null) {
            throw head.unsupported(String.format("the colour masks %08x, %08x, %08x", masks.toArray()));
        }
        return found;
    }

    /** Reads the palette, which Pillow drops where every colour is the gray of its own index. */
    private BmpSamples palette(BmpSamples samples) throws ImageDecodingException {
        if (colours > MAX_COLOURS) {
            throw head.corrupt("its header declares " + colours + " colours");
        }
        long entries = Math.min(colours, (head.fileBytes() - at) / head.entryBytes());
        if (entries > BmpHead.COLOURS) {
            throw head.corrupt("its palette has " + entries + " colours, and at most 256 are possible");
        }
        byte[] found = head.palette(at, colours);
        boolean whole = at + colours * head.entryBytes() <= head.fileBytes();
        boolean gray = whole && colours <= BmpHead.COLOURS;
        for (int i = 0; gray && i < colours; i++) {
            byte level = (byte) (colours == 2 ? 255 * i : i);
            gray = found[3 * i] == level && found[3 * i + 1] == level && found[3 * i + 2] == level;
        }
        at = (int) Math.min(at + colours * head.entryBytes(), head.fileBytes());
        palette = Optional.of(gray ? grays(colours <= 2) : found);
        return gray && samples instanceof Indices ? new Indices(colours <= 2 ? 1 : 8) : samples;
    }

    private static byte[] grays(boolean bilevel) {
        byte[] ramp = new byte[3 * BmpHead.COLOURS];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (bilevel ? (i < 3 ? 0 : 255) : i / 3);
        }
        return ramp;
    }
}
