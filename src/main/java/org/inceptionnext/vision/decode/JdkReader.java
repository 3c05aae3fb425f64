package org.inceptionnext.vision.decode;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.inceptionnext.text.PrintableText;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own image readers. A plug-in that an application put on the class path is never taken: its pixels are not the ones
 * that were measured. One reader a picture, so any number of threads may decode; nothing is cached on disk.
 */
public final class JdkReader {
    private static final Map<ImageFormat, ImageReaderSpi> PROVIDERS = providers();

    private JdkReader() {}

    /**
     * Reads the first image of a stream that was cut down to what decides its samples.
     *
     * @throws ImageDecodingException if the JDK's decoder refuses it
     */
    public static BufferedImage read(EncodedImage image, ImageFormat format, byte[] stream)
            throws ImageDecodingException {
        return use(image, format, stream, reader -> reader.read(0));
    }

    /**
     * Reads the samples before any colour conversion.
     *
     * @throws ImageDecodingException if the JDK's decoder refuses it
     */
    public static Raster readRaster(EncodedImage image, ImageFormat format, byte[] stream)
            throws ImageDecodingException {
        return use(image, format, stream, reader -> reader.readRaster(0, null));
    }

    /**
     * Gives a reader, set to a stream, to a call.
     *
     * @return what the call returns
     * @throws ImageDecodingException if the JDK's decoder refuses the stream
     */
    public static <T> T use(EncodedImage image, ImageFormat format, byte[] stream, Call<T> call)
            throws ImageDecodingException {
        ImageReader reader = create(image, format);
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(stream))) {
            reader.setInput(input, true, true);
            return call.run(reader);
        } catch (ImageDecodingException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Damaged files make the JDK's readers throw about anything: IndexOutOfBounds, NegativeArraySize,
            // IllegalArgument.
            throw image.corrupt(format, "the JDK's decoder says " + said(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader create(EncodedImage image, ImageFormat format) throws ImageDecodingException {
        ImageReaderSpi provider = PROVIDERS.get(format);
        if (provider == null) {
            throw image.failure(
                    Reason.MISSING_DECODER,
                    "a " + format + " picture, and this Java runtime has no reader for it",
                    "Use a runtime with the whole module java.desktop");
        }
        try {
            return provider.createReaderInstance();
        } catch (IOException e) {
            throw image.corrupt(format, "the JDK's decoder does not start", e);
        }
    }

    private static Map<ImageFormat, ImageReaderSpi> providers() {
        Map<ImageFormat, ImageReaderSpi> providers = new EnumMap<>(ImageFormat.class);
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi provider = all.next();
            boolean isJdks = provider.getClass().getModule().equals(ImageIO.class.getModule());
            List<String> names = List.of(provider.getFormatNames());
            for (ImageFormat format : ImageFormat.values()) {
                if (isJdks && names.contains(format.toString())) {
                    providers.put(format, provider);
                }
            }
        }
        return providers;
    }

    private static String said(Exception e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : PrintableText.quote(message);
    }

    /** What is asked of a reader. */
    @FunctionalInterface
    public interface Call<T> {
        /** Asks the reader, which is disposed of afterwards. */
        T run(ImageReader reader) throws IOException;
    }
}
