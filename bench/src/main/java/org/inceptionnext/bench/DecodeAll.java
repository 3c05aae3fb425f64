package org.inceptionnext.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;

/** Decodes all pictures of a folder for each task, and prints what came of them: the half of {@code bench/interop/pictures} in Java. */
public final class DecodeAll {
    private DecodeAll() {}

    /** Takes the folder; prints name, task, width, height and SHA-256 of the RGB bytes, or why it was refused, between tabs. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            byte[] bytes = Files.readAllBytes(file);
            print(name, "classify", bytes, DecodeOptions.DEFAULT);
            print(name, "exif", bytes, DecodeOptions.DEFAULT.withExif(true));
            print(name, "detect", bytes, DecodeOptions.OPENCV);
        }
    }

    private static void print(String name, String task, byte[] bytes, DecodeOptions options) {
        String result;
        try {
            Pixels pixels = ImageDecoder.decode(bytes, name, options);
            result = pixels.width() + "\t" + pixels.height() + "\t" + sha256(pixels.rgb());
        } catch (ImageDecodingException e) {
            result = "0\t0\trefused: " + e.getMessage();
        } catch (RuntimeException | Error e) {
            result = "0\t0\tBUG: " + e;
        }
        System.out.println(name + "\t" + task + "\t" + result);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
