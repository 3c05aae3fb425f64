package org.inceptionnext.testing;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;

/**
 * From picture files to boxes: what YOLOv5 finds with the network {@code pico}, whose weights are described in {@code
 * pictures.json}.
 *
 * @param weights what its head has beside {@link Formula} weights
 */
public record PicturesGolden(HeadWeights weights, List<Picture> pictures, Batch batch) {

    /** Reads the goldens. */
    public static PicturesGolden read() {
        try (InputStream stream =
                        Objects.requireNonNull(PicturesGolden.class.getResourceAsStream("/golden/yolo/pictures.json"));
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, PicturesGolden.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param factor of the head's weights
     * @param objectnessAdded to the objectness of each anchor, by bias
     * @param objectnessIndex where objectness stands in a bias, by anchor
     * @param result the digests of what comes out
     */
    public record HeadWeights(
            float factor,
            List<String> multiplied,
            Map<String, List<Float>> objectnessAdded,
            List<Integer> objectnessIndex,
            Map<String, Result> result) {

        /** The SHA-256 of a tensor's little-endian float32. */
        public record Result(String sha256) {}
    }

    /** How boxes are chosen. */
    public record Settings(double confidence, double iou, int maxDetections) {}

    /** One picture, alone. */
    public record Picture(String picture, int width, int height, Settings settings, List<Answer> results) {

        /** Returns the picture's file. */
        public Path file() {
            return pictureFile(picture);
        }
    }

    /** All pictures in one batch. */
    public record Batch(List<String> order, Settings settings, List<Answer> results) {}

    /**
     * The boxes of a picture.
     *
     * @param auto whether the letterbox was as small as the stride allows
     * @param detections x1, y1, x2, y2 in pixels of the picture, score, class
     * @param row which row of the predictions each came from
     */
    public record Answer(boolean auto, List<float[]> detections, List<Integer> row) {}

    /** Returns the file of which a golden names the decoded pixels. */
    public static Path pictureFile(String decoded) {
        String name = decoded.replaceAll(".*/|\\.decoded\\.png", "");
        for (String extension : List.of(".jpg", ".bmp")) {
            URL url = PicturesGolden.class.getResource("/golden/vision/inputs/" + name + extension);
            if (url != null) {
                try {
                    return Path.of(url.toURI());
                } catch (URISyntaxException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        }
        throw new IllegalArgumentException("no picture " + name);
    }

    /**
     * Writes the network's weights.
     *
     * @param file ends in {@code .pth} or {@code .safetensors}
     */
    public Path writeWeights(Path file) throws IOException {
        Map<String, Tensor> tensors = tensors();
        if (file.toString().endsWith(".pth")) {
            PthWriter.write(file, tensors.values());
        } else {
            SafetensorsWriter.write(file, tensors.values(), Map.of());
        }
        return file;
    }

    /** Writes the weights into a temporary file that is gone when the JVM ends. */
    public static Path temporaryWeights(String fileName) {
        try {
            Path folder = Files.createTempDirectory("pictures golden");
            Path file = read().writeWeights(folder.resolve(fileName));
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the network's tensors by name. */
    public Map<String, Tensor> tensors() throws IOException {
        Detector pico = Yolov5Family.builtin().get("yolov5_inceptionnext_pico").detector(new NetworkOptions(3, 3));
        Map<String, Tensor> tensors = new LinkedHashMap<>(FormulaWeights.checkpoint(pico.graph()));
        tensors.put(pico.initialAnchors().name(), pico.initialAnchors());
        for (String name : weights.multiplied()) {
            float[] values = Objects.requireNonNull(tensors.get(name)).floats().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] *= weights.factor();
            }
            replace(tensors, name, values);
        }
        for (Map.Entry<String, List<Float>> added : weights.objectnessAdded().entrySet()) {
            float[] values =
                    Objects.requireNonNull(tensors.get(added.getKey())).floats().clone();
            for (int anchor = 0; anchor < added.getValue().size(); anchor++) {
                values[weights.objectnessIndex().get(anchor)] +=
                        added.getValue().get(anchor);
            }
            replace(tensors, added.getKey(), values);
        }
        return tensors;
    }

    private static void replace(Map<String, Tensor> tensors, String name, float[] values) {
        tensors.put(
                name,
                Tensors.ofFloats(name, Objects.requireNonNull(tensors.get(name)).shape(), values));
    }
}
