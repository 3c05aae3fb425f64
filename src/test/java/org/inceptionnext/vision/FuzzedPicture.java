package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Bytes of a stranger as a picture, for both references: a picture within the limit, or the one exception that is documented. */
public final class FuzzedPicture {
    private static final long MAX_PIXELS = 1 << 16;

    private FuzzedPicture() {}

    /**
     * Decodes bytes that begin as a format does.
     *
     * @param signature the format's first bytes, written over the fuzzer's
     */
    public static void check(byte[] signature, byte[] fuzzed) {
        byte[] bytes = Arrays.copyOf(fuzzed, Math.max(fuzzed.length, signature.length));
        System.arraycopy(signature, 0, bytes, 0, signature.length);
        for (DecodeOptions options : new DecodeOptions[] {DecodeOptions.DEFAULT.withExif(true), DecodeOptions.OPENCV}) {
            check(bytes, options.withMaxPixels(MAX_PIXELS));
        }
    }

    private static void check(byte[] bytes, DecodeOptions options) {
        try {
            Pixels pixels = ImageDecoder.decode(bytes, "fuzzed", options);
            assertThat((long) pixels.width() * pixels.height()).isBetween(1L, MAX_PIXELS);
        } catch (ImageDecodingException e) {
            assertThat(e).hasMessageMatching("fuzzed: [^\\p{Cntrl}]+\\.");
        }
    }
}
