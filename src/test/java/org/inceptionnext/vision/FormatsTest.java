package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.junit.jupiter.api.Test;

/** What the goldens do not show; the expectations were checked against Pillow 13.0.0. */
class FormatsTest {
    /** Two colours, and one pixel of the second. */
    private static final String GIF_PALETTE = "102030405060";

    private static final String GIF_ONE_PIXEL = "02024c0100";

    @Test
    void smallGifFrameLiesOnACanvasOfTheFirstColour() throws IOException {
        byte[] gif = hex("474946383961", "03000200800000", GIF_PALETTE, "2c01000100010001 0000", GIF_ONE_PIXEL, "3b");
        Pixels pixels = decode(gif);
        assertThat(pixels).hasToString("Pixels[3 x 2]");
        assertThat(HexFormat.of().formatHex(pixels.rgb())).isEqualTo("102030102030102030" + "102030405060102030");
    }

    @Test
    void smallGifFrameLiesOnACanvasOfTheTransparentColour() throws IOException {
        byte[] gif = hex(
                "474946383961",
                "02000100800000",
                GIF_PALETTE,
                "21f9040100000100",
                "2c0000000001000100 00",
                GIF_ONE_PIXEL,
                "3b");
        assertThat(HexFormat.of().formatHex(decode(gif).rgb())).isEqualTo("405060405060");
    }

    @Test
    void gifFrameThatSticksOutEnlargesTheCanvas() throws IOException {
        byte[] gif = hex("474946383961", "01000100800000", GIF_PALETTE, "2c0100000001000100 00", GIF_ONE_PIXEL, "3b");
        assertThat(HexFormat.of().formatHex(decode(gif).rgb())).isEqualTo("102030405060");
    }

    @Test
    void gifWithoutAPaletteIsGray() throws IOException {
        byte[] gif = hex("474946383961", "01000100000000", "2c0000000001000100 00", GIF_ONE_PIXEL, "3b");
        assertThat(decode(gif).rgb()).containsExactly(1, 1, 1);
    }

    @Test
    void gifWhoseCompressedDataEndEarlyIsTruncated() {
        byte[] gif = hex("474946383961", "02000100800000", GIF_PALETTE, "2c0000000002000100 00", GIF_ONE_PIXEL, "3b");
        assertRefused(gif, Reason.TRUNCATED, "picture: a truncated GIF of 35 bytes: its compressed data end early.");
    }

    @Test
    void gifThatIsCutIsTruncated() {
        byte[] gif = VisionGoldens.picture("gif.gif").encoded();
        assertRefused(
                Arrays.copyOf(gif, gif.length / 2),
                Reason.TRUNCATED,
                "picture: a truncated GIF of 4430 bytes: its compressed data end early.");
    }

    @Test
    void pngChunksAroundThePictureAreNotRead() throws IOException {
        byte[] png = VisionGoldens.picture("png-rgba.png").encoded();
        byte[] gamma = chunk("gAMA", new byte[] {0, 0, 0, 1});
        byte[] comment = chunk("zTXt", "x\0\0not deflated".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(decode(insert(png, 33, gamma, comment))).isEqualTo(decode(png));
    }

    @Test
    void pngWithASecondHeaderThatIsTooShortIsDamaged() {
        byte[] png = VisionGoldens.picture("png-rgba.png").encoded();
        assertRefused(
                insert(png, 33, chunk("IHDR", new byte[3])),
                Reason.CORRUPT,
                "picture: a damaged PNG: it has a second header of 3 bytes.");
    }

    @Test
    void pngChunkWithAWrongChecksumIsDamaged() {
        byte[] comment = chunk("tEXt", new byte[] {'x', 0, 'y'});
        comment[8] = 'z';
        byte[] png = insert(VisionGoldens.picture("png-rgba.png").encoded(), 33, comment);
        assertRefused(png, Reason.CORRUPT, "picture: a damaged PNG: the checksum of the chunk at offset 33 is wrong.");
    }

    @Test
    void pngTurnsByItsExifChunkOnlyWhenAsked() throws IOException {
        byte[] png = VisionGoldens.picture("png-rgba.png").encoded();
        byte[] exif = chunk("eXIf", hex("49492a0008000000", "0100", "120103000100000006000000", "00000000"));
        byte[] turned = insert(png, 33, exif);
        assertThat(decode(turned)).hasToString("Pixels[128 x 96]").isEqualTo(decode(png));
        assertThat(ImageDecoder.decode(turned, DecodeOptions.DEFAULT.withExif(true)))
                .hasToString("Pixels[96 x 128]");
    }

    @Test
    void pngOfAFewBytesThatDeclaresAFewThousandPixelsASideIsTruncated() {
        byte[] png = VisionGoldens.picture("one-pixel.png").encoded();
        ByteBuffer.wrap(png).putInt(16, 9000).putInt(20, 9000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        assertRefused(
                png,
                Reason.TRUNCATED,
                "picture: a truncated PNG of 69 bytes: its 12 compressed bytes cannot hold 243000000.");
    }

    @Test
    void bmpProfileIsNotRead() throws IOException {
        byte[] plain = VisionGoldens.picture("bmp-24.bmp").encoded();
        assertThat(decode(withV5Header(plain, "DEBM"))).isEqualTo(decode(plain));
        assertThat(decode(withV5Header(plain, "KNIL"))).isEqualTo(decode(plain));
    }

    /** A header of 124 bytes whose colour space says that a profile is embedded (MBED) or linked (LINK), and lies about where. */
    private static byte[] withV5Header(byte[] plain, String colourSpace) {
        ByteBuffer bmp = ByteBuffer.allocate(plain.length + 84).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put(plain, 0, 54).position(54 + 84).put(plain, 54, plain.length - 54);
        bmp.putInt(2, plain.length + 84).putInt(10, 54 + 84).putInt(14, 124);
        bmp.put(70, colourSpace.getBytes(StandardCharsets.US_ASCII));
        bmp.putInt(126, 124).putInt(130, 4);
        return bmp.array();
    }

    @Test
    void bmpThatIsCutIsTruncated() {
        byte[] bmp = VisionGoldens.picture("bmp-24.bmp").encoded();
        assertRefused(
                Arrays.copyOf(bmp, bmp.length - 4),
                Reason.TRUNCATED,
                "picture: a truncated BMP of 20418 bytes: its samples end at byte 20421.");
    }

    /** Pillow unpacks 5 and 6 bits as v * 255 / 31 and v * 255 / 63, truncated; getRGB would round. */
    @Test
    void packedSamplesAreScaledAsPillowUnpacksThem() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        image.getRaster().setPixel(0, 0, new int[] {3, 5, 30});
        assertThat(ImageDecoder.storedSamples(image).rgb()).containsExactly(24, 20, (byte) 246);
    }

    @Test
    void jpegWithTwoFrameHeadersIsDamaged() {
        byte[] jpeg = VisionGoldens.picture("jpeg-422.jpg").encoded();
        int frame = indexOf(jpeg, 0xff, 0xc0);
        byte[] twice = insert(jpeg, frame, Arrays.copyOfRange(jpeg, frame, frame + 19));
        assertRefused(twice, Reason.CORRUPT, "picture: a damaged JPEG: it has two frame headers.");
    }

    @Test
    void losslessJpegIsUnsupported() {
        byte[] jpeg = VisionGoldens.picture("jpeg-422.jpg").encoded();
        jpeg[indexOf(jpeg, 0xff, 0xc0) + 1] = (byte) 0xc3;
        assertRefused(
                jpeg,
                Reason.UNSUPPORTED,
                "picture: a JPEG with lossless or hierarchical coding, which is not decoded here.");
    }

    @Test
    void bytesBehindTheEndOfAJpegAreIgnored() throws IOException {
        byte[] jpeg = VisionGoldens.picture("jpeg-422.jpg").encoded();
        assertThat(decode(insert(jpeg, jpeg.length, hex("ffd8ff00112233")))).isEqualTo(decode(jpeg));
    }

    @Test
    void grayJpegFromImageIoIsReadToo() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        assertThat(decode(jpeg.toByteArray()).rgb()).hasSize(768).containsOnly(0);
    }

    private static Pixels decode(byte[] bytes) throws IOException {
        return ImageDecoder.decode(bytes, DecodeOptions.DEFAULT);
    }

    private static void assertRefused(byte[] bytes, Reason reason, String messageStart) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOfSatisfying(
                        ImageDecodingException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith(messageStart);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    private static byte[] chunk(String type, byte[] payload) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + payload.length);
        chunk.putInt(payload.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(payload);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + payload.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static byte[] insert(byte[] file, int offset, byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(file, 0, offset);
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        bytes.write(file, offset, file.length - offset);
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
                return i;
            }
        }
        throw new IllegalArgumentException("not there");
    }
}
