package org.inceptionnext.vision.decode.bmp;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Bytes;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Fields;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Indices;
import org.inceptionnext.vision.decode.bmp.BmpSamples.Runs;

/** A bitmap's headers as OpenCV's {@code BmpDecoder} reads them. */
final class OpenCvBmp {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int SHORTEST_INFO_BYTES = 36;
    private static final int WITH_MASKS_BYTES = 56;
    private static final Fields BGR555 =
            new Fields(16, BmpField.shifted(10, 5), BmpField.shifted(5, 5), BmpField.shifted(0, 5));
    private static final Fields BGR565 =
            new Fields(16, BmpField.shifted(11, 5), BmpField.shifted(5, 6), BmpField.shifted(0, 5));

    private final BmpHead head;

    private OpenCvBmp(BmpHead head) {
        this.head = head;
    }

    /** Reads the headers; {@code offset} is where the first one says that the samples begin, taken at its word. */
    static BmpLayout layout(EncodedImage image, int offset) throws ImageDecodingException {
        return new OpenCvBmp(new BmpHead(image, FILE_HEADER_BYTES)).layout(offset);
    }

    private BmpLayout layout(int offset) throws ImageDecodingException {
        boolean known = head.isCore() || (head.bytes() >= SHORTEST_INFO_BYTES && head.bytes() <= Integer.MAX_VALUE);
        if (!known) {
            throw head.corrupt("its header declares " + head.bytes() + " bytes");
        }
        // A header may be longer than its file, as long as nothing behind it is asked for.
        head.require(FILE_HEADER_BYTES, Math.min(head.bytes(), SHORTEST_INFO_BYTES));
        long height = head.height();
        head.allowed(head.width(), Math.abs(height));
        BmpSamples samples = samples();
        byte[] palette = head.bits() <= 8 ? palette() : new byte[0];
        if (offset < 0) {
            throw head.corrupt(
                    "its header declares that the samples begin at byte " + Integer.toUnsignedString(offset));
        }
        int stride = (int) ((head.width() * head.bits() + 7) / 8 + 3) & ~3;
        return new BmpLayout(
                (int) head.width(), (int) Math.abs(height), height < 0, offset, stride, stride, samples, palette);
    }

    private BmpSamples samples() throws ImageDecodingException {
        int compression = head.compression();
        return switch (head.bits()) {
            case 1 -> plain(new Indices(1));
            case 4 -> compression == BmpHead.RLE4 ? new Runs(4) : plain(new Indices(4));
            case 8 -> compression == BmpHead.RLE8 ? new Runs(8) : plain(new Indices(8));
            case 16 -> head.isCore() ? unknown() : sixteen(compression);
            case 24 -> plain(new Bytes(24, 2, 1, 0));
            case 32 -> compression == BmpHead.BITFIELDS ? thirtyTwo() : plain(new Bytes(32, 2, 1, 0));
            default -> unknown();
        };
    }

    private BmpSamples plain(BmpSamples samples) throws ImageDecodingException {
        return head.compression() == BmpHead.UNCOMPRESSED ? samples : unknown();
    }

    private BmpSamples unknown() throws ImageDecodingException {
        throw head.unsupported(
                head.bits() + " bits a pixel and compression " + Integer.toUnsignedString(head.compression()));
    }

    /** The masks are looked for behind the header, however long it is. */
    private BmpSamples sixteen(int compression) throws ImageDecodingException {
        if (compression != BmpHead.BITFIELDS) {
            return plain(BGR555);
        }
        int red = head.i32At(head.end());
        int green = head.i32At(head.end() + 4);
        int blue = head.i32At(head.end() + 8);
        if (blue == 0x1f && green == 0x3e0 && red == 0x7c00) {
            return BGR555;
        }
        if (blue == 0x1f && green == 0x7e0 && red == 0xf800) {
            return BGR565;
        }
        throw head.unsupported(String.format("the colour masks %08x, %08x, %08x", red, green, blue));
    }

    private BmpSamples thirtyTwo() throws ImageDecodingException {
        Bytes plain = new Bytes(32, 2, 1, 0);
        if (head.bytes() < WITH_MASKS_BYTES) {
            return plain;
        }
        head.require(FILE_HEADER_BYTES, WITH_MASKS_BYTES);
        int red = head.i32(40);
        int green = head.i32(44);
        int blue = head.i32(48);
        return red == 0 || green == 0 || blue == 0
                ? plain
                : new Fields(32, BmpField.multiplied(red), BmpField.multiplied(green), BmpField.multiplied(blue));
    }

    private byte[] palette() throws ImageDecodingException {
        long colours = head.colours();
        if (colours > BmpHead.COLOURS) {
            throw head.corrupt("its header declares " + colours + " colours");
        }
        long count = colours == 0 ? 1L << head.bits() : colours;
        head.require(head.end(), count * head.entryBytes());
        return head.palette(head.end(), count);
    }
}
