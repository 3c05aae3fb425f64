package org.inceptionnext.data.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertedBoxesTest {
    @TempDir
    Path folder;

    @Test
    void wholePixelsSurviveTheWayThroughAllFormatsAndBack() throws IOException {
        DetectionSet set = set(List.of(
                LabelledBox.of(0, 0, 3, 40, 17), LabelledBox.of(1, 7, 5, 11, 13), LabelledBox.of(2, 31, 0, 9, 20)));
        DetectionSet yolo = through(set, DetectionFormat.YOLO, "yolo", "data.yaml");
        DetectionSet voc = through(yolo, DetectionFormat.VOC, "voc", "");
        DetectionSet coco = through(voc, DetectionFormat.COCO, "coco", "instances_train.json");
        DetectionSet again = through(coco, DetectionFormat.YOLO, "again", "");
        for (DetectionSet each : List.of(yolo, voc, coco, again)) {
            assertThat(each.classes()).isEqualTo(set.classes());
            assertThat(each.findings().kept()).isEmpty();
            same(each.pictures(Split.TRAIN), set.pictures(Split.TRAIN));
        }
        same(yolo.pictures(Split.VAL), set.pictures(Split.VAL));
        same(voc.pictures(Split.VAL), set.pictures(Split.VAL));
        assertThat(Files.readString(folder.resolve("yolo/labels/train/a.txt")))
                .isEqualTo(Files.readString(folder.resolve("again/labels/train/a.txt")));
    }

    @Test
    void whatAFormatCannotHoldIsCounted() throws IOException {
        DetectionSet set = set(List.of(
                new LabelledBox(0, 1.5, 2, 3, 4, 10, true, false), new LabelledBox(1, 1, 2, 3, 4, 12, false, true)));
        assertThat(lost(set, DetectionFormat.YOLO))
                .containsExactly("that it marks a crowd", "the area of its outline", "that it is difficult");
        assertThat(lost(set, DetectionFormat.COCO)).containsExactly("that it is difficult");
        assertThat(lost(set, DetectionFormat.VOC))
                .containsExactly(
                        "that it marks a crowd",
                        "the area of its outline",
                        "fractions of pixels",
                        "the class it's: \"c\" <&>, which no box has");
        DetectionSet coco = DetectionSet.open(folder.resolve("COCO/instances_train.json"), DetectionOptions.DEFAULT);
        assertThat(coco.pictures(Split.TRAIN).get(0).boxes().get(0))
                .isEqualTo(new LabelledBox(0, 1.5, 2, 3, 4, 10, true, false));
    }

    @Test
    void nothingIsWrittenOverAndPicturesOfOneNameGetTheirOwn() throws IOException {
        DetectionSet set = set(List.of());
        Path other = PictureFiles.write(folder, "elsewhere/a.png", 40, 20, 7);
        DetectionSet twice = new DetectionSet(
                "twice",
                DetectionFormat.YOLO,
                set.classes(),
                Map.of(
                        Split.TRAIN,
                        List.of(
                                set.pictures(Split.TRAIN).get(0),
                                new BoxedPicture(other, 40, 20, List.of(LabelledBox.of(1, 1, 1, 2, 2))))),
                new Findings());
        Path out = folder.resolve("out");
        DetectionWriter.write(twice, DetectionFormat.YOLO, out);
        assertThat(out.resolve("labels/train/a-2.txt")).hasContent("1 0.05 0.1 0.05 0.1");
        assertThat(out.resolve("images/train/a-2.png")).hasBinaryContent(Files.readAllBytes(other));
        assertThatThrownBy(() -> DetectionWriter.write(twice, DetectionFormat.COCO, out))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("not empty; give a new folder");
    }

    private DetectionSet set(List<LabelledBox> boxes) throws IOException {
        Path a = PictureFiles.write(folder, "in/a.png", 40, 20, 1);
        Path b = PictureFiles.write(folder, "in/b.png", 40, 20, 2);
        return new DetectionSet(
                "in",
                DetectionFormat.YOLO,
                List.of("cat", "dog, big", "it's: \"c\" <&>"),
                Map.of(
                        Split.TRAIN,
                        List.of(new BoxedPicture(a, 40, 20, boxes)),
                        Split.VAL,
                        List.of(new BoxedPicture(b, 40, 20, List.of(LabelledBox.of(1, 5, 5, 6, 6))))),
                new Findings());
    }

    private DetectionSet through(DetectionSet set, DetectionFormat format, String out, String file) throws IOException {
        assertThat(DetectionWriter.write(set, format, folder.resolve(out)).count())
                .isZero();
        return DetectionSet.open(
                file.isEmpty() ? folder.resolve(out) : folder.resolve(out).resolve(file), DetectionOptions.DEFAULT);
    }

    private List<String> lost(DetectionSet set, DetectionFormat format) throws IOException {
        return DetectionWriter.write(set, format, folder.resolve(format.name())).kept().stream()
                .map(finding -> finding.found())
                .toList();
    }

    private static void same(List<BoxedPicture> ours, List<BoxedPicture> wanted) {
        assertThat(ours).hasSameSizeAs(wanted);
        for (int i = 0; i < ours.size(); i++) {
            List<LabelledBox> boxes = ours.get(i).boxes();
            assertThat(boxes).hasSameSizeAs(wanted.get(i).boxes());
            for (int j = 0; j < boxes.size(); j++) {
                LabelledBox box = wanted.get(i).boxes().get(j);
                assertThat(boxes.get(j).classIndex()).isEqualTo(box.classIndex());
                assertThat(boxes.get(j).x()).isCloseTo(box.x(), within(1e-12));
                assertThat(boxes.get(j).y()).isCloseTo(box.y(), within(1e-12));
                assertThat(boxes.get(j).width()).isCloseTo(box.width(), within(1e-12));
                assertThat(boxes.get(j).height()).isCloseTo(box.height(), within(1e-12));
            }
        }
    }
}
