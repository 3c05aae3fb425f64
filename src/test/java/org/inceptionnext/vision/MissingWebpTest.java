package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;
import kotlin.KotlinVersion;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The optional decoder: absent, and present without natives. The library is loaded a second time, by a loader that shows less. */
class MissingWebpTest {

    @Test
    void decoderThatIsNotOnTheClassPathIsNamed() throws Exception {
        try (URLClassLoader loader = new Isolated(ImageDecoder.class)) {
            assertThat(refusal(loader))
                    .hasMessage("x.webp: a WebP picture, and its decoder is not on the class path."
                            + " Add com.github.usefulness:webp-imageio:0.11.0 or convert the picture to PNG.");
        }
    }

    @Test
    void decoderWithoutNativesForThePlatformSaysSo() throws Exception {
        try (URLClassLoader loader = new Isolated(ImageDecoder.class, WebPImageReaderSpi.class, KotlinVersion.class)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(refusal(loader))
                        .hasMessage("x.webp: a WebP picture, and webp-imageio has no natives for this platform."
                                + " Convert the picture to PNG.");
            }
        }
    }

    private static Throwable refusal(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> options = loader.loadClass(DecodeOptions.class.getName());
        Class<?> decoder = loader.loadClass(ImageDecoder.class.getName());
        byte[] webp = VisionGoldens.picture("webp-lossy.webp").encoded();
        try {
            decoder.getMethod("decode", byte[].class, String.class, options)
                    .invoke(null, webp, "x.webp", options.getField("DEFAULT").get(null));
        } catch (InvocationTargetException e) {
            Throwable refusal = Objects.requireNonNull(e.getCause());
            assertThat(refusal.getClass().getName()).isEqualTo(ImageDecodingException.class.getName());
            return refusal;
        }
        throw new AssertionError("the picture was decoded");
    }

    /** Shows the places that classes come from, and no natives. */
    private static final class Isolated extends URLClassLoader {

        Isolated(Class<?>... shown) {
            super(locations(shown), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] locations(Class<?>... shown) {
            URL[] locations = new URL[shown.length + 1];
            locations[shown.length] = location(NullMarked.class);
            for (int i = 0; i < shown.length; i++) {
                locations[i] = location(shown[i]);
            }
            return locations;
        }

        private static URL location(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        public @Nullable URL getResource(String name) {
            return name.startsWith("native/") ? null : super.getResource(name);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.startsWith("native/") ? null : super.getResourceAsStream(name);
        }
    }
}
