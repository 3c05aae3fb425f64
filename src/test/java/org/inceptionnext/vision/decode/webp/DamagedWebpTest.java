package org.inceptionnext.vision.decode.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.ImageDecodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedWebpTest {

    /** Libwebp says that memory is lacking, for which the plug-in throws an OutOfMemoryError. */
    @Test
    void damagedTransparencyIsNoLackOfMemory() throws IOException {
        byte[] file = seed("alpha.webp");
        int alpha = find(file, "ALPH") + 8;
        file[alpha + 4] ^= (byte) 0x80;
        file[alpha + 5] ^= (byte) 0x80;
        assertRefused(file, "a damaged WebP: libwebp refuses its transparency");
    }

    /** Else libwebp would make room for what the bits declare, whatever the limit. */
    @ParameterizedTest
    @ValueSource(ints = {7, 16383})
    void frameWithOtherBitsThanItsHeaderIsRefusedBeforeItIsDecoded(int width) throws IOException {
        byte[] file = seed("animated.webp");
        int bits = find(file, "VP8 ") + 8;
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(bits + 6, (short) width);
        assertRefused(file, "a damaged WebP: its first frame has another size than it declares");
    }

    @Test
    void fileThatEndsBehindItsExtendedHeaderIsRefused() throws IOException {
        byte[] file = Arrays.copyOf(seed("animated.webp"), 30);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
        assertRefused(file, "a truncated WebP of 30 bytes: it is an animation without a frame");
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> ImageDecoder.decode(file, "picture", DecodeOptions.DEFAULT))
                .isInstanceOf(ImageDecodingException.class)
                .hasMessageStartingWith("picture: " + message);
    }

    private static byte[] seed(String name) throws IOException {
        try (InputStream stream = DamagedWebpTest.class.getResourceAsStream("WebpFuzzInputs/picture/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    private static int find(byte[] file, String chunk) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(chunk);
        assertThat(at).isPositive();
        return at;
    }
}
