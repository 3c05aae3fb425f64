import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says what a camera sees, whenever that changes. The camera's frames come from FFmpeg, which knows all cameras and films:
 *
 * <pre>
 * ffmpeg -f v4l2 -i /dev/video0 -vf scale=640:480 -f rawvideo -pix_fmt rgb24 - | java -cp 'inceptionnext-zoo.jar:...' Webcam.java 640 480
 * </pre>
 */
public final class Webcam {
    private Webcam() {}

    /** Where frames come from: a camera, a film, files. */
    @FunctionalInterface
    interface Frames {
        /** Waits for the next frame and returns it; empty after the last. */
        Optional<BufferedImage> next() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        watch(raw(System.in, Integer.parseInt(args[0]), Integer.parseInt(args[1])), System.out::println);
    }

    /** Tells what the frames show, once for each time that it changes. */
    static void watch(Frames frames, Consumer<String> listener) throws Exception {
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                .build();
        try (ZooModel<Image, Classifications> model = criteria.loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            String before = "";
            for (Optional<BufferedImage> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                Classification best = best(predictor, frame.get());
                if (!best.getClassName().equals(before)) {
                    before = best.getClassName();
                    listener.accept(before);
                }
            }
        }
    }

    private static Classification best(
            Predictor<Image, Classifications> predictor, BufferedImage frame)
            throws TranslateException {
        List<Classification> classes = predictor
                .predict(ImageFactory.getInstance().fromImage(frame))
                .topK(1);
        return classes.get(0);
    }

    /** Frames of three bytes a pixel (red, green, blue), one after the other without anything between. */
    static Frames raw(InputStream in, int width, int height) {
        return () -> {
            byte[] bytes = in.readNBytes(width * height * 3);
            if (bytes.length < width * height * 3) {
                return Optional.empty();
            }
            BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < width * height; i++) {
                int rgb = (bytes[3 * i] & 0xff) << 16 | (bytes[3 * i + 1] & 0xff) << 8 | bytes[3 * i + 2] & 0xff;
                frame.setRGB(i % width, i / width, rgb);
            }
            return Optional.of(frame);
        };
    }
}
