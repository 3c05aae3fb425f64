package org.inceptionnext.vision.decode.tiff;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.StoredSamples;

/**
 * The first picture of a TIFF. TwelveMonkeys' reader, made by class and never found through ImageIO's registry, gives the stored
 * samples; what they mean is decided here. The library is optional and only named here.
 */
public final class TiffDecoder {
    private final EncodedImage image;

    private TiffDecoder(EncodedImage image) {
        this.image = image;
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind, or the library is missing
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        TiffHeader header = TiffHeader.of(image);
        StoredSamples.PixelConversion conversion = TiffSamples.conversion(image, header);
        Raster raster = new TiffDecoder(image).read();
        return TiffSamples.convert(image, header, raster, conversion);
    }

    private Raster read() throws ImageDecodingException {
        // Not as ImageReaderSpi: to know that it is one, the verifier would load the class, and fail where it is
        // missing.
        TIFFImageReaderSpi provider = provider();
        try (MemoryCacheImageInputStream input =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(image.bytes()))) {
            ImageReader reader = provider.createReaderInstance();
            try {
                reader.setInput(input, true, true);
                return reader.readRaster(0, null);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw image.corrupt(ImageFormat.TIFF, "TwelveMonkeys' decoder refuses it", e);
        }
    }

    private TIFFImageReaderSpi provider() throws ImageDecodingException {
        try {
            return new TIFFImageReaderSpi();
        } catch (NoClassDefFoundError e) {
            throw new ImageDecodingException(
                    image.source(),
                    Reason.MISSING_DECODER,
                    "a TIFF picture, and its decoder is not on the class path",
                    "Add com.twelvemonkeys.imageio:imageio-tiff:3.12.0 or convert the picture to PNG",
                    e);
        }
    }
}
