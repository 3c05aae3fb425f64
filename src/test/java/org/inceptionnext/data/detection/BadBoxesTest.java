package org.inceptionnext.data.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real tools and hands write wrongly: each is reported by file, row and rule, and the rest is used. */
class BadBoxesTest {
    private static final DetectionOptions STRICT = new DetectionOptions(true, OptionalInt.empty());

    @TempDir
    Path folder;

    /**
     * What is written wrongly, one kind a row, into a data set of one picture with one box that is right: the file, or the list of a
     * COCO file or the VOC file that it is added to; its place as it is reported, with the line or the number in the list; the rule;
     * what we do; what YOLOv5 or pycocotools does, where that is something else; how many boxes stay.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            labels/a.txt | 0 .5 .5 .2 .2\\n   \\n1 .5 .5 .1 .1 | labels/a.txt:2 | row of spaces | row left out | YOLOv5 leaves the whole picture out | 2
            labels/a.txt | # cats\\n0 .5 .5 .2 .2 | labels/a.txt:1 | comment | row left out | YOLOv5 leaves the whole picture out | 1
            labels/a.txt | 0 .5 .5 .2 .2\\n0,.5,.5,.2,.2 | labels/a.txt:2 | commas between the fields | row left out | YOLOv5 leaves the whole picture out | 1
            labels/a.txt | \uFEFF0 .5 .5 .2 .2 | labels/a.txt | byte-order mark at the beginning | kept | YOLOv5 leaves the whole picture out | 1
            labels/a.txt | 0 nan .5 .2 .2 | labels/a.txt:1 | field that is no number | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 inf .5 .2 .2 | labels/a.txt:1 | field that is no number | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | cat .5 .5 .2 .2 | labels/a.txt:1 | field that is no number | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 0x1p-2 .2 | labels/a.txt:1 | field that is no number | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 .2 | labels/a.txt:1 | wrong number of fields | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 .2 .2 .9 | labels/a.txt:1 | wrong number of fields | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .1 .1 .2 .2 .3 .3 .4 | labels/a.txt:1 | polygon with an odd number of coordinates | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 -.1 .5 .2 .2 | labels/a.txt:1 | value below 0 | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | -1 .5 .5 .2 .2 | labels/a.txt:1 | value below 0 | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 1.2167 .2 | labels/a.txt:1 | value above 1 | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 1.0000001 .2 | labels/a.txt:1 | value above 1 | row left out | YOLOv5 leaves the whole picture out | 0
            labels/a.txt | 0 .5 .5 0 0 | labels/a.txt:1 | box without width or height | row left out | YOLOv5 keeps it | 0
            labels/a.txt | 1.7 .5 .5 .2 .2 | labels/a.txt:1 | class that is no whole number | row left out | YOLOv5 cuts the fraction off | 0
            labels/a.txt | 2 .5 .5 .2 .2 | labels/a.txt:1 | class that has no name | row left out | YOLOv5 stops | 0
            labels/a.txt | 0 .1 .5 .4 .2 | labels/a.txt:1 | box that leaves the picture | kept | - | 1
            labels/a.txt | 0 .5 .5 .2 .2\\n0 .5 .5 .2 .2 | labels/a.txt:2 | row that stands there twice | row left out | YOLOv5 does too, and sorts the others | 1
            labels/a.txt | 0 .1 .1 .5 .1 .5 .5\\n1 .5 .5 .2 .2 | labels/a.txt | boxes and polygons in one file | kept | YOLOv5 takes each row of five as a polygon of two points | 2
            labels/a.txt | 0 .5 .5 .2 .2 caf\u00e9 | labels/a.txt | bytes that are no UTF-8 text | picture left out | YOLOv5 leaves the whole picture out | 0
            labels/alone.txt | 0 .5 .5 .2 .2 | labels/alone.txt | label file without a picture | file left out | - | 1
            images/b.png | text | images/b.png | picture that cannot be read | picture left out | YOLOv5 leaves the whole picture out | 1
            images/b.png | 20 x 9 | images/b.png | picture with a side under 10 pixels | picture left out | YOLOv5 leaves the whole picture out | 1
            train.txt | images/a.png\\nimages/gone.png | train.txt:2 | picture that is missing | row left out | - | 1
            data.yaml | names: [cat, dog]\\nnc: 3\\ntrain: images | data.yaml | nc that differs from the number of names | kept | YOLOv5 counts the names | 1
            data.yaml | names: [cat, dog]\\ntrain: ../images | data.yaml | path found at another place than it says | kept | - | 1
            data.yaml | names: [cat, dog]\\ntrain: images\\nval: none | data.yaml | picture that is missing | file left out | - | 1
            images: | {"file_name": "a.png"} | instances.json images:2 | picture that is missing | row left out | - | 1
            images: | {"id": 1, "file_name": "a.png"} | instances.json images:2 | image id that stands there twice | row left out | - | 1
            images: | {"id": 2, "file_name": "gone.png"} | instances.json images:2 | picture that is missing | picture left out | - | 1
            images: | {"id": 2, "file_name": "broken.png"} | instances.json images:2 | picture that cannot be read | picture left out | - | 1
            images: | {"id": 2, "file_name": "a.png", "width": 41, "height": 20} | instances.json images:2 | size that is not the picture's | kept | - | 1
            annotations: | {"id": 0, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "area": 12} | instances.json annotations | annotation id 0 | kept | pycocotools never matches it | 2
            annotations: | {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "area": 12} | instances.json annotations | annotation id that stands there twice | kept | - | 2
            annotations: | {"id": 2, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4]} | instances.json annotations:2 | annotation without an area | kept | pycocotools stops | 2
            annotations: | {"id": 2, "image_id": 1, "category_id": 4, "bbox": [1, 2, 3, 4], "area": 12} | instances.json annotations:2 | annotation of an unknown category | row left out | - | 1
            annotations: | {"id": 2, "image_id": 9, "category_id": 7, "bbox": [1, 2, 3, 4], "area": 12} | instances.json annotations:2 | annotation of an unknown image | row left out | - | 1
            annotations: | {"id": 2, "image_id": 1, "category_id": 7, "area": 12} | instances.json annotations:2 | annotation without a box | row left out | - | 1
            annotations: | {"id": 2, "image_id": 1, "category_id": 7, "bbox": [1, 2, null, 4], "area": 12} | instances.json annotations:2 | annotation without a box | row left out | - | 1
            annotations: | {"id": 2, "image_id": 1, "category_id": 7, "bbox": [1, 2, 0, 4], "area": 12} | instances.json annotations:2 | box without width or height | row left out | - | 1
            annotations: | {"id": 2, "image_id": 1, "category_id": 7, "bbox": [1, 2, 30, 40], "area": 1200} | instances.json annotations:2 | box that leaves the picture | kept | - | 2
            Annotations/a.xml | <object><bndbox/></object> | Annotations/a.xml:4 | object without a name | row left out | - | 1
            Annotations/a.xml | <object><name>cat</name></object> | Annotations/a.xml:4 | annotation without a box | row left out | - | 1
            Annotations/a.xml | OBJECT x 2 3 4 | Annotations/a.xml:4 | field that is no number | row left out | - | 1
            Annotations/a.xml | OBJECT 5 5 5 9 | Annotations/a.xml:4 | box without width or height | row left out | - | 1
            Annotations/a.xml | OBJECT 2 2 41 9 | Annotations/a.xml:4 | box that leaves the picture | kept | - | 2
            Annotations/b.xml | <annotation><object> | Annotations/b.xml | file that is no XML | picture left out | - | 1
            Annotations/b.xml | <!DOCTYPE a [<!ENTITY e SYSTEM 'file:///dev/null'>]><annotation><filename>&e;</filename></annotation> | Annotations/b.xml | file that is no XML | picture left out | - | 1
            Annotations/gone.xml | <annotation/> | Annotations/gone.xml | picture that is missing | file left out | - | 1
            Annotations/broken.xml | <annotation/> | JPEGImages/broken.png | picture that cannot be read | picture left out | - | 1
            ImageSets/Main/train.txt | a\\ngone | ImageSets/Main/train.txt:2 | picture that is missing | row left out | - | 1
            """)
    void oneKindOfMistake(
            String where, String written, String place, String rule, String ours, @Nullable String original, int boxes)
            throws IOException {
        Path data = new MistakenSet(folder).with(where, written.replace("\\n", "\n"));
        DetectionSet set = DetectionSet.open(data, DetectionOptions.DEFAULT);
        assertThat(set.findings().kept()).hasSize(1);
        Finding finding = set.findings().kept().get(0);
        assertThat(finding.file() + (finding.row() == 0 ? "" : ":" + finding.row()))
                .isEqualTo(folder + "/" + place);
        assertThat(finding.rule()).isEqualTo(rule);
        assertThat(finding.effect()).hasToString(ours);
        assertThat(finding.original()).isEqualTo(original == null ? "" : original);
        assertThat(set.pictures(Split.TRAIN).stream()
                        .mapToInt(picture -> picture.boxes().size())
                        .sum())
                .isEqualTo(boxes);
        // Strictly, a picture is left out wherever YOLOv5 leaves it out.
        boolean dropsPicture = where.equals("labels/a.txt") && Rules.DROPS_PICTURE.equals(original);
        assertThat(DetectionSet.open(data, STRICT).pictures(Split.TRAIN))
                .hasSize(dropsPicture ? 0 : set.pictures(Split.TRAIN).size());
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
    void cocoBoxesKeepWhatTheyAreAndClassesStandByTheirIds() throws IOException {
        PictureFiles.write(folder, "images/a.png", 40, 20, 1);
        Path file = write("instances.json", """
                {"categories": [{"id": 7, "name": "dog"}, {"id": 3, "name": "cat"}],
                 "images": [{"id": "x", "file_name": "a.png"}],
                 "annotations": [
                  {"id": 1, "image_id": "x", "category_id": 7, "bbox": [1, 2, 3, 4], "area": 5, "iscrowd": 1},
                  {"id": 2, "image_id": "x", "category_id": 3, "bbox": [1, 2, 3.5, 4], "area": 14}]}
                """);
        DetectionSet set = DetectionSet.open(file, DetectionOptions.DEFAULT);
        assertThat(set.classes()).containsExactly("cat", "dog");
        assertThat(set.findings().kept()).isEmpty();
        assertThat(set.pictures(Split.TRAIN).get(0).boxes())
                .containsExactly(new LabelledBox(1, 1, 2, 3, 4, 5, true, false), LabelledBox.of(0, 1, 2, 3.5, 4));
    }

    @Test
    void vocBoxesFromOneAreEdges() throws IOException {
        PictureFiles.write(folder, "JPEGImages/a.png", 40, 20, 1);
        voc("a", object("dog", "1", "1", "40", "20") + object("cat", "2", "3", "9", "9"));
        DetectionSet set = DetectionSet.open(folder, DetectionOptions.DEFAULT);
        assertThat(set.classes()).containsExactly("cat", "dog");
        assertThat(set.pictures(Split.TRAIN).get(0).boxes())
                .containsExactly(LabelledBox.of(1, 0, 0, 40, 20), LabelledBox.of(0, 1, 2, 8, 7));
    }

    @Test
    void pictureWithoutALabelFileIsBackground() throws IOException {
        Path data = new MistakenSet(folder).with("images/b.png", "20 x 20");
        DetectionSet set = DetectionSet.open(data, DetectionOptions.DEFAULT);
        assertThat(set.findings().kept()).isEmpty();
        assertThat(set.pictures(Split.TRAIN)).hasSize(2);
        assertThat(set.pictures(Split.TRAIN).get(1).boxes()).isEmpty();
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
