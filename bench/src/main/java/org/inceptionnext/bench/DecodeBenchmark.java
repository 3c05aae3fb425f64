package org.inceptionnext.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding one photo ({@code docs/images/cat.png}, 451 x 300, also written again as JPEG) on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecodeBenchmark {
    @Param({"jpg", "png"})
    public String format = "jpg";

    private byte[] encoded = {};

    @Setup
    public void encode() throws IOException {
        byte[] png = Files.readAllBytes(Path.of(System.getProperty("photo", "docs/images/cat.png")));
        encoded = format.equals("png") ? png : jpeg(png);
    }

    private static byte[] jpeg(byte[] png) throws IOException {
        BufferedImage image =
                ImageDecoder.decode(png, DecodeOptions.DEFAULT).toBufferedImage();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        return jpeg.toByteArray();
    }

    /** Pillow's pixels. */
    @Benchmark
    public Pixels exact() throws IOException {
        return ImageDecoder.decode(encoded, DecodeOptions.DEFAULT);
    }

    /** ImageIO alone, for comparison: its image, not yet bytes in R, G, B order. */
    @Benchmark
    public BufferedImage imageIo() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(encoded));
    }
}
