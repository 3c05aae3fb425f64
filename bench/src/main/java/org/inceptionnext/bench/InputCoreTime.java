package org.inceptionnext.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * What one photo costs before the network sees it: a JPEG of 500 x 375 pixels to 3 x 224 x 224 normalised floats, in
 * milliseconds of one core. Processor time of the thread, so that other work on the machine counts less.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/InputCoreTime.java [JPEG]
 * </pre>
 *
 * The photo is written to JPEG if that is given.
 * Exit code 1 if the whole costs more than {@value #GATE_MILLIS} ms.
 */
public final class InputCoreTime {
    private static final double GATE_MILLIS = 3.5;
    private static final int WARM_UP = 1_500;
    private static final int ROUNDS = 40;
    private static final int PICTURES = 25;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private InputCoreTime() {}

    private interface Step {
        void run() throws IOException;
    }

    /** Measures and prints. */
    public static void main(String[] args) throws IOException {
        EvalTransform transform = EvalTransform.of(new Preprocessing(
                224,
                224,
                0.875,
                CropMode.CENTER,
                Interpolation.BICUBIC,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225)));
        byte[] jpeg = jpeg(photo(500, 375), 0.9f);
        if (args.length > 0) {
            Files.write(Path.of(args[0]), jpeg);
        }
        Pixels photo = ImageDecoder.decode(jpeg, DecodeOptions.DEFAULT);
        FloatBuffer tensor = ByteBuffer.allocateDirect(transform.elementCount() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        Step decode = () -> ImageDecoder.decode(jpeg, DecodeOptions.DEFAULT);
        Step imageIo = () -> ImageIO.read(new ByteArrayInputStream(jpeg));
        Step whole = () -> transform.apply(ImageDecoder.decode(jpeg, DecodeOptions.DEFAULT), tensor, 0);
        Step resize = () -> transform.apply(photo, tensor, 0);
        double[] millis = inTurns(whole, decode, resize, imageIo);
        System.out.printf(
                "JPEG of %d KB, 500 x 375, to 3 x 224 x 224: %.2f core-ms (at most %.1f); decoding %.2f (ImageIO alone %.2f),"
                        + " resize, crop and normalise %.2f%n",
                jpeg.length / 1000,
                millis[0],
                GATE_MILLIS,
                millis[1],
                millis[3],
                millis[2]);
        System.exit(millis[0] <= GATE_MILLIS ? 0 : 1);
    }

    private static double[] inTurns(Step... steps) throws IOException {
        double[][] rounds = new double[steps.length][ROUNDS];
        for (Step step : steps) {
            time(step, WARM_UP);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < steps.length; i++) {
                rounds[i][round] = time(steps[i], PICTURES);
            }
        }
        return Arrays.stream(rounds)
                .mapToDouble(each -> Arrays.stream(each).sorted().toArray()[ROUNDS / 2])
                .toArray();
    }

    private static double time(Step step, int times) throws IOException {
        long from = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            step.run();
        }
        return (THREADS.getCurrentThreadCpuTime() - from) / 1e6 / times;
    }

    private static BufferedImage photo(int width, int height) throws IOException {
        BufferedImage cat = ImageIO.read(Path.of("docs/images/cat.png").toFile());
        BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(cat, 0, 0, width, height, null);
        graphics.dispose();
        return photo;
    }

    private static byte[] jpeg(BufferedImage photo, float quality) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
