package org.inceptionnext.vision.decode.bmp;

import java.nio.ByteOrder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * Bitmaps of 1 to 32 bits, with palettes, colour masks and run-length coding, of Windows and OS/2. The headers are read as the
 * reference reads them: the two disagree about which are right, and about the scale of 5 and 6 bits.
 */
public final class BmpDecoder {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int OFFSET = 10;

    private BmpDecoder() {}

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        if (image.bytes().length < FILE_HEADER_BYTES) {
            throw image.truncated(ImageFormat.BMP, "it ends within its header");
        }
        int offset = image.view(ByteOrder.LITTLE_ENDIAN).getInt(OFFSET);
        return switch (image.options().reference()) {
            case PILLOW -> {
                BmpLayout layout = PillowBmp.layout(image, FILE_HEADER_BYTES, Integer.toUnsignedLong(offset));
                yield layout.samples() instanceof BmpSamples.Runs
                        ? BmpRows.decoded(image, layout, PillowRuns.decode(image, layout))
                        : BmpRows.stored(image, layout);
            }
            case OPENCV -> {
                BmpLayout layout = OpenCvBmp.layout(image, offset);
                yield layout.samples() instanceof BmpSamples.Runs
                        ? BmpRows.decoded(image, layout, OpenCvRuns.decode(image, layout))
                        : BmpRows.stored(image, layout);
            }
        };
    }

    /**
     * Decodes the bitmap within an icon, as Pillow does: its second half, the mask, is left out.
     *
     * @param header where the bitmap's header begins
     * @return the picture, and where its samples begin
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static IconPicture decodeIcon(EncodedImage image, int header) throws ImageDecodingException {
        BmpLayout layout = PillowBmp.iconLayout(image, header);
        if (layout.samples() instanceof BmpSamples.Runs) {
            return new IconPicture(BmpRows.decoded(image, layout, PillowRuns.decode(image, layout)), layout.offset());
        }
        return new IconPicture(BmpRows.stored(image, layout), layout.offset());
    }

    /**
     * A bitmap within an icon.
     *
     * @param pixels without transparency
     * @param offset where in the file its samples begin
     */
    public record IconPicture(Pixels pixels, long offset) {}
}
