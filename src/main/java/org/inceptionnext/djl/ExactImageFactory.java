package org.inceptionnext.djl;

import ai.djl.modality.cv.BufferedImageFactory;
import ai.djl.modality.cv.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;

/**
 * Makes DJL images whose pixels are those that timm and Pillow see: no colour profile applied, no truncated file accepted.
 *
 * <p>Use it where a program needs an {@link Image}; a {@code Path} given to a predictor needs no factory. This library never
 * sets it globally; {@code ImageFactory.setImageFactory(new ExactImageFactory())} does.
 */
public final class ExactImageFactory extends BufferedImageFactory {

    /** Makes a factory; it has no state. */
    public ExactImageFactory() {}

    /**
     * Decodes a file.
     *
     * @throws org.inceptionnext.vision.ImageDecodingException if it is no picture, damaged, truncated or too large
     * @throws IOException if it cannot be read
     */
    @Override
    public Image fromFile(Path path) throws IOException {
        return decode(Files.readAllBytes(path), path.toString());
    }

    /**
     * Decodes a stream to its end; the caller closes it.
     *
     * @throws org.inceptionnext.vision.ImageDecodingException if it is no picture, damaged, truncated or too large
     * @throws IOException if it cannot be read
     */
    @Override
    public Image fromInputStream(InputStream in) throws IOException {
        return decode(in.readAllBytes(), "stream");
    }

    private Image decode(byte[] bytes, String source) throws IOException {
        return fromImage(
                ImageDecoder.decode(bytes, source, DecodeOptions.DEFAULT).toBufferedImage());
    }
}
