package org.inceptionnext.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Bytes that are no picture, each for a reason of its own. */
final class BadPictures {
    static final Path CAT = Path.of("docs/images/cat.png");
    static final Path BIRDS = Path.of("src/test/resources/golden/cifar10/bird");
    static final Path BIRD = BIRDS.resolve("0000.jpg");

    private BadPictures() {}

    static Map<String, byte[]> all() throws IOException {
        byte[] png = Files.readAllBytes(CAT);
        byte[] jpeg = Files.readAllBytes(BIRD);
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("empty", new byte[0]);
        bad.put("text", "no picture".getBytes(StandardCharsets.UTF_8));
        bad.put("page", "<!DOCTYPE html><html><body>404</body></html>".getBytes(StandardCharsets.UTF_8));
        bad.put("zeros", new byte[4096]);
        bad.put("half a PNG", Arrays.copyOf(png, png.length / 2));
        bad.put("half a JPEG", Arrays.copyOf(jpeg, jpeg.length / 2));
        bad.put("head of a PNG", Arrays.copyOf(png, 8));
        bad.put("PNG with another byte", changed(png, png.length / 2));
        bad.put("huge", "P6\n100000 100000\n255\nabc".getBytes(StandardCharsets.US_ASCII));
        bad.put("packed", gzip(png));
        return bad;
    }

    private static byte[] changed(byte[] bytes, int position) {
        byte[] other = bytes.clone();
        other[position] ^= 0x55;
        return other;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
