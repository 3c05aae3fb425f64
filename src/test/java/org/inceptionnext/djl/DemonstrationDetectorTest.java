package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.testing.BoxOverlap;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.junit.jupiter.api.Test;

/** The embedded detector of three classes, found in each way that DJL has, without a network. */
class DemonstrationDetectorTest {
    private static final Path BLOOD = Path.of("docs/images/blood.jpg");
    private static final long MOST_BYTES = 7L << 20;

    /** What BCCD's people drew into the picture: one white cell, ten red ones. */
    private static final Box WHITE = new Box(103, 148, 275, 302);

    private static final List<Box> RED = List.of(
            new Box(332, 173, 421, 274),
            new Box(311, 15, 416, 119),
            new Box(172, 50, 252, 140),
            new Box(452, 290, 538, 383),
            new Box(407, 218, 501, 315),
            new Box(459, 118, 553, 215),
            new Box(286, 368, 394, 480),
            new Box(0, 203, 68, 310),
            new Box(200, 354, 303, 469),
            new Box(27, 11, 119, 120));

    @Test
    void cellsOfTheReadmesPhotoAreFoundWherePeopleSawThem() throws Exception {
        try (ZooModel<Path, Detections> model = Models.criteria(
                                "yolov5_inceptionnext_zepto", Path.class, Detections.class)
                        .build()
                        .loadModel();
                Predictor<Path, Detections> predictor = model.newPredictor()) {
            Detections found = predictor.predict(BLOOD);
            assertThat(found.classNames()).containsExactly("Platelets", "RBC", "WBC");
            assertThat(found(found, "WBC", WHITE)).isTrue();
            long red = RED.stream().filter(cell -> found(found, "RBC", cell)).count();
            System.out.println("docs/images/blood.jpg: " + red + " of 10 red cells and the white one found");
            assertThat(red).isGreaterThanOrEqualTo(6);
            assertThat(model.getProperty("integrity")).isEqualTo("the SHA-256 equals the pin in the model's card");
        }
    }

    private static boolean found(Detections found, String className, Box cell) {
        return found.detections().stream()
                .filter(each -> found.className(each).equals(className))
                .map(Detection::box)
                .anyMatch(box -> BoxOverlap.of(box, cell) > 0.5);
    }

    @Test
    void foundByGroupAndApplicationAlone() throws Exception {
        assertFindsCells(Criteria.builder()
                .setTypes(Path.class, DetectedObjects.class)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optApplication(Application.CV.OBJECT_DETECTION)
                .build());
    }

    @Test
    void foundByFilter() throws Exception {
        assertFindsCells(Criteria.builder()
                .setTypes(Path.class, DetectedObjects.class)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optApplication(Application.CV.OBJECT_DETECTION)
                .optFilter("dataset", "bccd")
                .build());
    }

    @Test
    void foundByUrl() throws Exception {
        assertFindsCells(Criteria.builder()
                .setTypes(Path.class, DetectedObjects.class)
                .optModelUrls("djl://org.inceptionnext/yolov5_inceptionnext_zepto?threshold=0.3")
                .build());
    }

    private static void assertFindsCells(Criteria<Path, DetectedObjects> criteria) throws Exception {
        try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
                Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
            List<DetectedObject> found = predictor.predict(BLOOD).items();
            assertThat(found).extracting(DetectedObject::getClassName).contains("RBC", "WBC");
        }
    }

    /** The jar stays small, and the picture of the README is the one that the command draws. */
    @Test
    void fileIsSmallAndThePictureIsOfItsSize() throws Exception {
        ModelCard card = Registry.builtin().find("yolov5_inceptionnext_zepto");
        WeightSource source = card.weights().sources().get(0);
        assertThat(source.sizeBytes().orElseThrow())
                .isEqualTo(Files.size(Path.of("zoo/weights/yolov5_inceptionnext_zepto.bccd.safetensors")))
                .isLessThanOrEqualTo(MOST_BYTES);
        BufferedImage drawn = ImageIO.read(Path.of("docs/images/detect.png").toFile());
        assertThat(List.of(drawn.getWidth(), drawn.getHeight())).containsExactly(640, 480);
    }
}
