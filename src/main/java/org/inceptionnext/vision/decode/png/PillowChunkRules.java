package org.inceptionnext.vision.decode.png;

import java.util.Map;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** The side information that Pillow refuses a picture for: too short, or compressed in a way that there is not. */
final class PillowChunkRules {
    private static final Map<String, Integer> LEAST_BYTES = Map.of("gAMA", 4, "cHRM", 32, "sRGB", 1, "pHYs", 9);

    private PillowChunkRules() {}

    static void check(EncodedImage image, PngChunks chunk, PngHeader header) throws ImageDecodingException {
        long length = chunk.declaredLength();
        for (Map.Entry<String, Integer> rule : LEAST_BYTES.entrySet()) {
            if (chunk.is(rule.getKey()) && length < rule.getValue()) {
                throw tooShort(image, rule.getKey(), length);
            }
        }
        int transparent = header.type() == PngHeader.RGB ? 6 : header.type() == PngHeader.GRAY ? 2 : 0;
        if (chunk.is("tRNS") && length < transparent) {
            throw tooShort(image, "tRNS", length);
        }
        if (chunk.is("zTXt") || chunk.is("iCCP")) {
            int method = chunk.nul(chunk.payload()) + 1;
            boolean there = method < chunk.payload() + length;
            if (there && image.bytes()[method] != 0) {
                throw image.corrupt(ImageFormat.PNG, "a text or profile of it is compressed in an unknown way", null);
            }
        }
    }

    private static ImageDecodingException tooShort(EncodedImage image, String type, long length) {
        return image.corrupt(ImageFormat.PNG, "its " + type + " has " + length + " bytes only", null);
    }
}
