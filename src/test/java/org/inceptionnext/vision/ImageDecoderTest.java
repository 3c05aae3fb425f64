package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

    @Test
    void truncatedJpegIsRefused() {
        assertRefused(
                golden("jpeg-truncated.jpg"),
                Reason.TRUNCATED,
                "x: a truncated JPEG of 9681 bytes: its end marker is missing."
                        + " Copy or download the file again; half a picture is not classified.");
    }

    @Test
    void jpegWithoutItsLastTwoBytesIsRefused() {
        assertRefused(
                golden("jpeg-noeoi.jpg"),
                Reason.TRUNCATED,
                "x: a truncated JPEG of 16134 bytes: its end marker is missing."
                        + " Copy or download the file again; half a picture is not classified.");
    }

    @Test
    void bombIsRefusedFromItsHeader() {
        assertRefused(
                golden("bomb.png"),
                Reason.TOO_LARGE,
                "x: a PNG of 60000 x 60000 = 3600000000 pixels, more than the allowed 178956970 (Pillow's limit)."
                        + " Save it smaller and give that; a Java program may allow more with DecodeOptions.withMaxPixels.");
    }

    @Test
    void limitIsTheCallers() {
        DecodeOptions options = DecodeOptions.DEFAULT.withMaxPixels(331 * 221 - 1);
        assertThatThrownBy(() -> ImageDecoder.decode(golden("jpeg-422.jpg"), options))
                .isInstanceOfSatisfying(
                        ImageDecodingException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
                .hasMessageStartingWith("picture: a JPEG of 331 x 221 = 73151 pixels, more than the allowed 73150.");
    }

    @Test
    void sideThatOpenCvDoesNotReadIsRefusedForItOnly() {
        byte[] wide = ascii("P5\n1048577 1\n255\n");
        assertThatThrownBy(() -> ImageDecoder.decode(wide, "x", DecodeOptions.OPENCV))
                .hasMessage("x: a PNM of 1048577 x 1 pixels; OpenCV reads sides of up to 1048576. Cut it into parts.");
        assertThatThrownBy(() -> ImageDecoder.decode(wide, "x", DecodeOptions.DEFAULT))
                .hasMessageStartingWith("x: a truncated PNM of 17 bytes: its samples end at byte 1048594.");
    }

    @Test
    void emptyFileIsNamed() {
        assertRefused(new byte[0], Reason.NOT_A_PICTURE, "x: empty (0 bytes). Copy or download the file again.");
    }

    @Test
    void htmlPageIsNamed() {
        assertRefused(
                ascii("\n <!DOCTYPE html><title>\"404\"</title>"),
                Reason.NOT_A_PICTURE,
                "x: an HTML page, not a picture (it starts with '<!DOCTYPE html><title>\"404\"</title>')."
                        + " Download the picture itself, not the page that shows it.");
    }

    @Test
    void textIsNamedAndCut() {
        assertRefused(
                ascii("x".repeat(100)),
                Reason.NOT_A_PICTURE,
                "x: text, not a picture (it starts with '" + "x".repeat(80) + "... (100 characters)')."
                        + " Give a PNG, JPEG, GIF, BMP, WebP, TIFF, PNM or ICO picture.");
    }

    @Test
    void lfsPointerIsNamed() {
        assertRefused(
                ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
                Reason.NOT_A_PICTURE,
                "x: a Git LFS pointer, not the picture itself. Run git lfs pull to fetch it.");
    }

    @Test
    void otherPictureFormatsAreNamed() {
        assertRefused(
                ascii("\0\0\0 ftypheic"),
                Reason.UNSUPPORTED,
                "x: a picture of the format HEIC. Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\0\0\0 ftypavif"),
                Reason.UNSUPPORTED,
                "x: a picture of the format AVIF. Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\0\0\0 ftypmif1\0\0\0\0avifmif1"),
                Reason.UNSUPPORTED,
                "x: a picture of the format AVIF. Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\0\0\0 ftypisom"),
                Reason.UNSUPPORTED,
                "x: a picture of the format HEIC (or another ISO media file). Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\u00ff\n\0"),
                Reason.UNSUPPORTED,
                "x: a picture of the format JPEG XL. Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\0\0\0\u000cjP  \r\n"),
                Reason.UNSUPPORTED,
                "x: a picture of the format JPEG 2000. Convert it to PNG or JPEG.");
        assertRefused(
                ascii("\u00ffO\u00ffQ"),
                Reason.UNSUPPORTED,
                "x: a picture of the format JPEG 2000. Convert it to PNG or JPEG.");
    }

    @Test
    void unknownBytesAreShown() {
        assertRefused(
                ascii("PK\u0003\u0004\u00ff"),
                Reason.NOT_A_PICTURE,
                "x: not a picture that is known here (first bytes 50 4b 03 04 ff)."
                        + " Give a PNG, JPEG, GIF, BMP, WebP, TIFF, PNM or ICO picture.");
    }

    @Test
    void sourceStandsInTheException() {
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "cat.jpg", DecodeOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ImageDecodingException.class,
                        e -> assertThat(e.source()).isEqualTo("cat.jpg"));
    }

    @Test
    void contentDecidesNotTheName() throws ImageDecodingException {
        assertThat(ImageDecoder.decode(golden("gif.gif"), "photo.jpg", DecodeOptions.DEFAULT))
                .hasToString("Pixels[120 x 80]");
    }

    private static void assertRefused(byte[] bytes, Reason reason, String message) {
        byte[] before = bytes.clone();
        assertThatThrownBy(() -> ImageDecoder.decode(bytes, "x", DecodeOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ImageDecodingException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(message);
        assertThat(Arrays.equals(bytes, before)).isTrue();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] golden(String name) {
        return VisionGoldens.picture(name).encoded();
    }
}
