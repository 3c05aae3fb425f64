package org.inceptionnext.data.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real tools and hands write wrongly: each is reported by file, row and rule, and the rest is used. */
class BadBoxesTest {
    private static final DetectionOptions STRICT = new DetectionOptions(true, OptionalInt.empty());

    @TempDir
    Path folder;

    /** Rows of a YOLO file of two classes: the rule, how many boxes stay, whether YOLOv5 leaves the picture out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0 .5 .5 .2 .2\\n   \\n1 .5 .5 .1 .1|row of spaces|2|true",
                "# cats\\n0 .5 .5 .2 .2|comment|1|true",
                "0,.5,.5,.2,.2|commas between the fields|0|true",
                "\uFEFF0 .5 .5 .2 .2|byte-order mark at the beginning|1|true",
                "0 nan .5 .2 .2|field that is no number|0|true",
                "0 inf .5 .2 .2|field that is no number|0|true",
                "cat .5 .5 .2 .2|field that is no number|0|true",
                "0 .5 .5 0x1p-2 .2|field that is no number|0|true",
                "0 .5 .5 .2|wrong number of fields|0|true",
                "0 .5 .5 .2 .2 .9|wrong number of fields|0|true",
                "0 .1 .1 .2 .2 .3 .3 .4|polygon with an odd number of coordinates|0|true",
                "0 -.1 .5 .2 .2|value below 0|0|true",
                "-1 .5 .5 .2 .2|value below 0|0|true",
                "0 .5 .5 1.2167 .2|value above 1|0|true",
                "0 .5 .5 1.0000001 .2|value above 1|0|true",
                "0 .5 .5 0 0|box without width or height|0|false",
                "1.7 .5 .5 .2 .2|class that is no whole number|0|false",
                "2 .5 .5 .2 .2|class that has no name|0|false",
                "0 .1 .5 .4 .2|box that leaves the picture|1|false",
                "0 .5 .5 .2 .2\\n0 .5 .5 .2 .2|row that stands there twice|1|false",
                "0 .1 .1 .5 .1 .5 .5\\n1 .5 .5 .2 .2|boxes and polygons in one file|2|false"
            })
    void yoloRows(String rows, String rule, int kept, boolean dropsPicture) throws IOException {
        Path labels = write("labels.txt", rows.replace("\\n", "\n"));
        DetectionSet set = yolo(labels);
        assertThat(set.findings().counts()).containsOnlyKeys(rule);
        assertThat(set.pictures(Split.TRAIN)).hasSize(1);
        assertThat(set.pictures(Split.TRAIN).get(0).boxes()).hasSize(kept);
        Finding finding = set.findings().kept().get(0);
        assertThat(finding.file()).endsWith("labels/a.txt");
        assertThat(finding.original().equals("YOLOv5 leaves the whole picture out"))
                .isEqualTo(dropsPicture);
        DetectionSet strict = DetectionSet.open(folder.resolve("data.yaml"), STRICT);
        assertThat(strict.pictures(Split.TRAIN)).hasSize(dropsPicture ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0 .5 .5 .2 .2\\n\\n1 .5 .5 .1 .1\\n|2",
                "0 .5 .5 .2 .2\\r\\n1\\t.5 .5\\f.1 .1\\r\\n|2",
                "0.0 .5 .5 1.00000005 1|1",
                "0 .1 .1 .5 .1 .5 .5|1",
                "|0"
            })
    void yoloRowsThatAreFine(String rows, int kept) throws IOException {
        Path labels = write(
                "labels.txt",
                rows == null
                        ? ""
                        : rows.replace("\\n", "\n")
                                .replace("\\r", "\r")
                                .replace("\\t", "\t")
                                .replace("\\f", "\f"));
        DetectionSet set = yolo(labels);
        assertThat(set.findings().kept()).isEmpty();
        assertThat(set.pictures(Split.TRAIN).get(0).boxes()).hasSize(kept);
    }

    @Test
    void rowIsNamedByItsLineAndFractionsBecomePixels() throws IOException {
        DetectionSet set = yolo(write("labels.txt", "0 .5 .5 .2 .2\n\n1 .25 .5 .1 .5\n0 2 .5 .2 .2\n"));
        assertThat(set.findings().kept().get(0))
                .hasToString(folder + "/labels/a.txt:4: value above 1: 0 2 .5 .2 .2"
                        + " (row left out; YOLOv5 leaves the whole picture out)");
        LabelledBox box = set.pictures(Split.TRAIN).get(0).boxes().get(1);
        assertThat(box).isEqualTo(LabelledBox.of(1, 8, 5, 4, 10));
    }

    @Test
    void yoloFilesAndPicturesThatAreWrongAreNamed() throws IOException {
        yolo(write("labels.txt", "0 .5 .5 .2 .2"));
        Files.write(folder.resolve("labels/a.txt"), new byte[] {'0', (byte) 0xe9});
        PictureFiles.write(folder, "images/tiny.png", 20, 9, 1);
        Files.writeString(folder.resolve("images/broken.jpg"), "text");
        Files.writeString(folder.resolve("labels/alone.txt"), "0 .5 .5 .2 .2");
        PictureFiles.write(folder, "images/background.png", 20, 20, 1);
        Files.writeString(
                folder.resolve("data.yaml"), "names: {'0': cat, '1': dog}\nnc: 3\ntrain: ../images\nval: none\n");
        DetectionSet set = DetectionSet.open(folder, DetectionOptions.DEFAULT);
        assertThat(set.classes()).containsExactly("cat", "dog");
        assertThat(set.pictures(Split.TRAIN)).hasSize(1);
        assertThat(set.findings().counts())
                .containsOnlyKeys(
                        Rules.CLASS_COUNT,
                        Rules.PATH_TRIED,
                        Rules.MISSING_PICTURE,
                        Rules.ENCODING,
                        Rules.UNREADABLE,
                        Rules.TOO_SMALL,
                        Rules.LABEL_ALONE);
    }

    @Test
    void cocoAnnotationsThatAreWrongAreNamed() throws IOException {
        PictureFiles.write(folder, "images/a.png", 40, 20, 1);
        Files.writeString(folder.resolve("images/b.png"), "text");
        Path file = write("instances.json", """
                {"categories": [{"id": 7, "name": "dog"}, {"id": 3, "name": "cat"}],
                 "images": [{"id": "x", "file_name": "a.png", "width": 41, "height": 20},
                            {"id": "x", "file_name": "a.png"}, {"id": 2, "file_name": "none.png"},
                            {"id": 3, "file_name": "b.png"}, {"file_name": "a.png"}],
                 "annotations": [
                  {"id": 0, "image_id": "x", "category_id": 7, "bbox": [1, 2, 3, 4], "area": 5, "iscrowd": 1},
                  {"id": 1, "image_id": "x", "category_id": 3, "bbox": [1, 2, 3, 4]},
                  {"id": 1, "image_id": "x", "category_id": 3, "bbox": [1, 2, 30, 40], "area": 1200},
                  {"id": 2, "image_id": "x", "category_id": 4, "bbox": [1, 2, 3, 4], "area": 12},
                  {"id": 3, "image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 12},
                  {"id": 4, "image_id": "x", "category_id": 3, "area": 12},
                  {"id": 5, "image_id": "x", "category_id": 3, "bbox": [1, 2, null, 4], "area": 12},
                  {"id": 6, "image_id": "x", "category_id": 3, "bbox": [1, 2, 0, 4], "area": 12}]}
                """);
        DetectionSet set = DetectionSet.open(file, DetectionOptions.DEFAULT);
        assertThat(set.classes()).containsExactly("cat", "dog");
        assertThat(set.pictures(Split.TRAIN).get(0).boxes())
                .containsExactly(
                        new LabelledBox(1, 1, 2, 3, 4, 5, true, false),
                        LabelledBox.of(0, 1, 2, 3, 4),
                        LabelledBox.of(0, 1, 2, 30, 40));
        assertThat(set.findings().counts())
                .containsOnlyKeys(
                        Rules.SIZE_DIFFERS,
                        Rules.IMAGE_TWICE,
                        Rules.MISSING_PICTURE,
                        Rules.UNREADABLE,
                        Rules.ID_ZERO,
                        Rules.ID_TWICE,
                        Rules.NO_STATED_AREA,
                        Rules.OUTSIDE,
                        Rules.UNKNOWN_CATEGORY,
                        Rules.UNKNOWN_IMAGE,
                        Rules.NO_BOX,
                        Rules.NO_AREA);
        assertThat(set.findings().kept())
                .anyMatch(finding -> finding.toString()
                        .equals(file + " annotations:4: annotation of an unknown category: 4 (row left out)"));
    }

    @Test
    void vocFilesThatAreWrongAreNamed() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            PictureFiles.write(folder, "JPEGImages/" + name + ".png", 40, 20, 1);
        }
        voc(
                "a",
                object("dog", "1", "1", "40", "20") + object("cat", "5", "5", "5", "9") + object("", "1", "2", "3", "4")
                        + object("cat", "x", "2", "3", "4") + "<object><name>cat</name></object>"
                        + object("cat", "2", "2", "41", "9"));
        write("Annotations/b.xml", "<annotation><object>");
        write(
                "Annotations/c.xml",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///dev/null'>]><annotation><filename>&e;</filename></annotation>");
        voc("d", "");
        DetectionSet set = DetectionSet.open(folder, DetectionOptions.DEFAULT);
        assertThat(set.classes()).containsExactly("cat", "dog");
        BoxedPicture first = set.pictures(Split.TRAIN).get(0);
        assertThat(first.boxes()).containsExactly(LabelledBox.of(1, 0, 0, 40, 20), LabelledBox.of(0, 1, 1, 40, 8));
        assertThat(set.findings().counts())
                .containsOnlyKeys(
                        Rules.NO_NAME,
                        Rules.NOT_A_NUMBER,
                        Rules.NO_BOX,
                        Rules.BAD_XML,
                        Rules.MISSING_PICTURE,
                        Rules.NO_AREA,
                        Rules.OUTSIDE);
    }

    @Test
    void vocBaseIsDecidedByWhatIsThere() throws IOException {
        PictureFiles.write(folder, "JPEGImages/a.png", 40, 20, 1);
        voc("a", object("cat", "0", "3", "10", "10"));
        assertThat(box(DetectionOptions.DEFAULT)).isEqualTo(LabelledBox.of(0, 0, 3, 10, 7));
        voc("a", object("cat", "2.5", "3", "10", "10"));
        assertThat(box(DetectionOptions.DEFAULT)).isEqualTo(LabelledBox.of(0, 2.5, 3, 7.5, 7));
        voc("a", object("cat", "31", "3", "40", "10"));
        assertThat(box(DetectionOptions.DEFAULT)).isEqualTo(LabelledBox.of(0, 30, 2, 10, 8));
        voc("a", object("cat", "2", "3", "10", "10"));
        assertThat(box(DetectionOptions.DEFAULT)).isEqualTo(LabelledBox.of(0, 1, 2, 9, 8));
        assertThat(DetectionSet.open(folder, DetectionOptions.DEFAULT)
                        .findings()
                        .counts())
                .containsOnlyKeys(Rules.UNKNOWN_BASE);
        assertThat(box(new DetectionOptions(false, OptionalInt.of(0)))).isEqualTo(LabelledBox.of(0, 2, 3, 8, 7));
    }

    @Test
    void filesOfTheToolsAreFoundAndReadWhereTheyPointWrongly() throws IOException {
        // CVAT: data/ is written and not there.
        PictureFiles.write(folder, "cvat/obj_train_data/a.png", 20, 20, 1);
        write("cvat/obj_train_data/a.txt", "1 0.5 0.5 0.2 0.2");
        write("cvat/obj.names", "cat\ndog\n");
        write("cvat/train.txt", "data/obj_train_data/a.png\ndata/obj_train_data/gone.png\n");
        write("cvat/obj.data", "classes = 2\nnames = data/obj.names\ntrain = data/train.txt\nbackup = backup/\n");
        DetectionSet cvat = DetectionSet.open(folder.resolve("cvat"), DetectionOptions.DEFAULT);
        assertThat(cvat.pictures(Split.TRAIN).get(0).boxes()).containsExactly(LabelledBox.of(1, 8, 8, 4, 4));
        assertThat(cvat.findings().counts()).containsOnlyKeys(Rules.MISSING_PICTURE);
        // Label Studio.
        PictureFiles.write(folder, "studio/images/a.png", 20, 20, 1);
        write("studio/labels/a.txt", "0 0.5 0.5 0.2 0.2");
        write("studio/classes.txt", "cat\n");
        write("studio/notes.json", "{}");
        assertThat(DetectionSet.open(folder.resolve("studio"), DetectionOptions.DEFAULT)
                        .pictures(Split.TRAIN))
                .hasSize(1);
        // Roboflow.
        PictureFiles.write(folder, "robo/train/images/a.png", 20, 20, 1);
        PictureFiles.write(folder, "robo/valid/images/b.png", 20, 20, 1);
        write("robo/train/labels/a.txt", "0 0.5 0.5 0.2 0.2");
        write(
                "robo/data.yaml",
                "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['cat']\nroboflow:\n  version: 2\n");
        DetectionSet robo = DetectionSet.open(folder.resolve("robo"), DetectionOptions.DEFAULT);
        assertThat(robo.pictures(Split.TRAIN)).hasSize(1);
        assertThat(robo.pictures(Split.VAL)).hasSize(1);
        assertThat(robo.findings().counts()).containsOnlyKeys(Rules.PATH_TRIED);
    }

    @Test
    void whatIsNoDataSetIsRefusedWithTheNextStep() throws IOException {
        assertThatThrownBy(() -> DetectionSet.open(folder, DetectionOptions.DEFAULT))
                .isInstanceOf(DataSetException.class)
                .hasMessageStartingWith(folder + ": no data set of boxes. Give a data.yaml");
        Path yaml = write("data.yaml", "names: [a\n");
        assertThatThrownBy(() -> DetectionSet.open(yaml, DetectionOptions.DEFAULT))
                .hasMessageContaining("no YAML: ");
        write("data.yaml", "train: images\n");
        assertThatThrownBy(() -> DetectionSet.open(yaml, DetectionOptions.DEFAULT))
                .hasMessage(yaml + ": no names of classes in it. Write names: [cat, dog].");
        write("data.yaml", "names: [a]\n");
        assertThatThrownBy(() -> DetectionSet.open(yaml, DetectionOptions.DEFAULT))
                .hasMessage(
                        yaml + ": neither train, val nor test in it. Name a folder of pictures, or a list of them.");
        Path json = write("x.json", "{\"images\": []}");
        assertThatThrownBy(() -> DetectionSet.open(json, DetectionOptions.DEFAULT))
                .hasMessage(json + ": no list categories in it. A COCO file has images, annotations, categories.");
        write("x.json", "{");
        assertThatThrownBy(() -> DetectionSet.open(json, DetectionOptions.DEFAULT))
                .hasMessageContaining(": no JSON: ");
    }

    private LabelledBox box(DetectionOptions options) throws IOException {
        return DetectionSet.open(folder, options)
                .pictures(Split.TRAIN)
                .get(0)
                .boxes()
                .get(0);
    }

    private DetectionSet yolo(Path labels) throws IOException {
        PictureFiles.write(folder, "images/a.png", 40, 20, 1);
        Files.createDirectories(folder.resolve("labels"));
        Files.copy(labels, folder.resolve("labels/a.txt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        write("data.yaml", "names: [cat, dog]\ntrain: images\n");
        return DetectionSet.open(folder.resolve("data.yaml"), DetectionOptions.DEFAULT);
    }

    private void voc(String name, String objects) throws IOException {
        write(
                "Annotations/" + name + ".xml",
                "<annotation>\n<filename>" + name + ".png</filename>" + objects + "</annotation>");
    }

    private static String object(String name, String xMin, String yMin, String xMax, String yMax) {
        return "\n<object><name>" + name + "</name><bndbox><xmin>" + xMin + "</xmin><ymin>" + yMin + "</ymin><xmax>"
                + xMax + "</xmax><ymax>" + yMax + "</ymax></bndbox></object>";
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
