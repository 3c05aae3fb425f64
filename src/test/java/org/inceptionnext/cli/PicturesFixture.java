package org.inceptionnext.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/** Pictures and weights for the commands that run a network; the network is pico, the smallest. */
public final class PicturesFixture {
    /** The golden weights of pico, which has 10 classes. */
    public static final Path PICO = Path.of("src/test/resources/golden/checkpoint/pico.safetensors");

    private PicturesFixture() {}

    /** Returns a PNG that is another picture for every number. */
    public static byte[] png(int number) throws IOException {
        BufferedImage image = new BufferedImage(40 + number % 7, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(number * 37 % 256, number * 91 % 256, number * 17 % 256));
        graphics.fillRect(5, 5, 20, 30);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /** Makes {@code 00.png}, {@code 01.png} ... in a folder. */
    public static void writePictures(Path folder, int count) throws IOException {
        for (int number = 0; number < count; number++) {
            Files.write(folder.resolve(String.format("%02d.png", number)), png(number));
        }
    }

    /** Writes pico's weights with a head for 12 classes, as a fine-tuned model has it. */
    public static Path writeTwelveClasses(Path folder) throws IOException {
        Path file = folder.resolve("twelve.safetensors");
        try (Checkpoint pico = Checkpoint.open(PICO)) {
            List<Tensor> tensors = new ArrayList<>();
            for (Tensor tensor : pico.tensors().values()) {
                tensors.add(tensor.name().startsWith("head.fc2.") ? withTwelveRows(tensor) : tensor);
            }
            SafetensorsWriter.write(file, tensors, Map.of());
        }
        return file;
    }

    private static Tensor withTwelveRows(Tensor tensor) throws IOException {
        float[] values = tensor.floats();
        int rowLength = Math.toIntExact(tensor.elementCount() / tensor.shape().get(0));
        float[] twelve = new float[12 * rowLength];
        for (int i = 0; i < twelve.length; i++) {
            twelve[i] = values[i % values.length];
        }
        List<Long> shape = new ArrayList<>(tensor.shape());
        shape.set(0, 12L);
        return Tensors.ofFloats(tensor.name(), shape, twelve);
    }
}
