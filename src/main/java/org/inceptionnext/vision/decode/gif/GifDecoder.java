package org.inceptionnext.vision.decode.gif;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;

/** The first frame of a GIF, on its canvas; the references disagree about the canvas, and about damaged files. */
public final class GifDecoder {
    private GifDecoder() {}

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return switch (image.options().reference()) {
            case PILLOW -> PillowGif.decode(image);
            case OPENCV -> OpenCvGif.decode(image);
        };
    }
}
