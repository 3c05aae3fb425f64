package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TIFF's optional decoder where it is absent, and other people's ImageIO plug-ins where they are present. */
class MissingTiffTest {

    @Test
    void decoderThatIsNotOnTheClassPathIsNamed() throws Exception {
        try (URLClassLoader loader = library()) {
            assertThatThrownBy(() -> decode(loader, "pnm-comment.ppm", "tiff-cut.tif"))
                    .hasMessage("tiff-cut.tif: a truncated TIFF of 2644 bytes: its samples end at byte 2693."
                            + " Copy or download the file again; half a picture is not classified.");
            assertThatThrownBy(() -> decode(loader, "pnm-comment.ppm", "tiff-orientation6-be.tif"))
                    .hasMessage("tiff-orientation6-be.tif: a TIFF picture, and its decoder is not on the class path."
                            + " Add com.twelvemonkeys.imageio:imageio-tiff:3.12.0 or convert the picture to PNG.");
        }
    }

    /** The library is loaded a second time, since it looks for the JDK's readers once. */
    @Test
    void jpegReaderOfAnotherPlugInIsNotAsked() throws Exception {
        ImageReaderSpi plugIn = new GreedyJpegReader();
        IIORegistry registry = IIORegistry.getDefaultInstance();
        registry.registerServiceProvider(plugIn, ImageReaderSpi.class);
        Iterator<ImageReaderSpi> others = registry.getServiceProviders(ImageReaderSpi.class, true);
        others.forEachRemaining(other -> {
            if (other != plugIn) {
                registry.setOrdering(ImageReaderSpi.class, plugIn, other);
            }
        });
        try (URLClassLoader loader = library()) {
            assertThat(decode(loader, "jpeg-first-scan.jpg")).hasToString("Pixels[160 x 120]");
        } finally {
            registry.deregisterServiceProvider(plugIn, ImageReaderSpi.class);
        }
    }

    private static URLClassLoader library() {
        return new URLClassLoader(
                new URL[] {location(ImageDecoder.class), location(NullMarked.class)},
                ClassLoader.getPlatformClassLoader());
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Decodes one picture after the other, and returns the last. */
    private static Object decode(ClassLoader loader, String... names) throws Exception {
        Class<?> options = loader.loadClass(DecodeOptions.class.getName());
        Class<?> decoder = loader.loadClass(ImageDecoder.class.getName());
        Object pixels = "nothing";
        for (String name : names) {
            try (InputStream stream = MissingTiffTest.class.getResourceAsStream("/vision/cases/" + name)) {
                byte[] bytes = Objects.requireNonNull(stream, name).readAllBytes();
                pixels = decoder.getMethod("decode", byte[].class, String.class, options)
                        .invoke(null, bytes, name, options.getField("DEFAULT").get(null));
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception refusal) {
                    throw refusal;
                }
                throw e;
            }
        }
        return pixels;
    }

    /** Says that it reads every JPEG, and fails at each. */
    private static final class GreedyJpegReader extends ImageReaderSpi {

        GreedyJpegReader() {
            super(
                    "nobody",
                    "1",
                    new String[] {"JPEG", "jpeg", "jpg"},
                    new String[] {"jpg"},
                    new String[] {"image/jpeg"},
                    "none",
                    STANDARD_INPUT_TYPE,
                    null,
                    false,
                    null,
                    null,
                    null,
                    null,
                    false,
                    null,
                    null,
                    null,
                    null);
        }

        @Override
        public boolean canDecodeInput(Object source) {
            return true;
        }

        @Override
        public ImageReader createReaderInstance(@Nullable Object extension) {
            return new ImageReader(this) {
                @Override
                public int getNumImages(boolean allowSearch) {
                    return 1;
                }

                @Override
                public int getWidth(int index) {
                    return 1;
                }

                @Override
                public int getHeight(int index) {
                    return 1;
                }

                @Override
                public Iterator<ImageTypeSpecifier> getImageTypes(int index) {
                    throw new IllegalStateException("asked");
                }

                @Override
                public @Nullable IIOMetadata getStreamMetadata() {
                    return null;
                }

                @Override
                public @Nullable IIOMetadata getImageMetadata(int index) {
                    return null;
                }

                @Override
                public BufferedImage read(int index, ImageReadParam param) throws IOException {
                    throw new IOException("asked");
                }
            };
        }

        @Override
        public String getDescription(@Nullable Locale locale) {
            return "greedy";
        }
    }
}
