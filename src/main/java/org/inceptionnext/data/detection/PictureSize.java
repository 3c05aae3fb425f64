package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * How large a picture is once it is decoded and turned upright, as its boxes see it.
 *
 * @param width in pixels
 * @param height in pixels
 */
record PictureSize(int width, int height) {
    /** Decodes it: whether it can be is as important as its size. */
    static PictureSize of(Path file) throws IOException {
        Picture picture =
                new Picture(file.toString(), new PictureOrigin.OfFile(file), () -> Files.newInputStream(file));
        Pixels pixels = ImageDecoder.decode(picture.bytes(), picture.name(), DecodeOptions.OPENCV);
        return new PictureSize(pixels.width(), pixels.height());
    }
}
