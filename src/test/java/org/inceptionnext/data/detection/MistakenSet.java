package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.data.PictureFiles;

/**
 * A data set of one picture of 40 x 20 pixels and one box that are right, in one of the three formats, and something in it that is not.
 * Beside them lies a picture that cannot be read, which only COCO and VOC may name.
 */
record MistakenSet(Path folder) {

    /**
     * Writes it.
     *
     * @param where the file that is wrong, which decides the format; {@code images:} and {@code annotations:} for the lists of a COCO
     *     file, to which an element is added; to {@code Annotations/a.xml} an object is added
     * @param what its content; {@code 20 x 9}: a picture of that size; {@code OBJECT} and four numbers: a VOC object
     * @return what is to be opened
     */
    Path with(String where, String what) throws IOException {
        if (where.endsWith(":")) {
            return coco(where, what);
        }
        return where.startsWith("Annotations") || where.startsWith("ImageSets") ? voc(where, what) : yolo(where, what);
    }

    private Path yolo(String where, String what) throws IOException {
        PictureFiles.write(folder, "images/a.png", 40, 20, 1);
        write("labels/a.txt", "0 .5 .5 .2 .2");
        write("data.yaml", "names: [cat, dog]\ntrain: " + (where.equals("train.txt") ? where : "images") + "\n");
        if (what.matches("\\d+ x \\d+")) {
            String[] sides = what.split(" x ", -1);
            PictureFiles.write(folder, where, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 1);
        } else {
            write(where, what);
        }
        return folder.resolve("data.yaml");
    }

    private Path coco(String list, String what) throws IOException {
        PictureFiles.write(folder, "images/a.png", 40, 20, 1);
        write("images/broken.png", "text");
        String image = list.equals("images:") ? ", " + what : "";
        String annotation = list.equals("annotations:") ? ", " + what : "";
        return write("instances.json", """
                {"categories": [{"id": 7, "name": "dog"}],
                 "images": [{"id": 1, "file_name": "a.png"}%s],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "area": 12}%s]}
                """.formatted(image, annotation));
    }

    private Path voc(String where, String what) throws IOException {
        PictureFiles.write(folder, "JPEGImages/a.png", 40, 20, 1);
        write("JPEGImages/broken.png", "text");
        boolean isObject = where.equals("Annotations/a.xml");
        write("Annotations/a.xml", """
                <annotation>
                <filename>a.png</filename>
                %s
                %s
                </annotation>
                """.formatted(object("OBJECT 1 1 40 20"), isObject ? object(what) : ""));
        if (!isObject) {
            write(where, what);
        }
        return folder;
    }

    private static String object(String text) {
        String[] words = text.split(" ", -1);
        return words[0].equals("OBJECT")
                ? "<object><name>cat</name><bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>"
                        .formatted(words[1], words[2], words[3], words[4])
                : text;
    }

    /** Letters beyond ASCII become single bytes, which are no UTF-8; the byte-order mark stays what it is. */
    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(
                file, text.getBytes(text.contains("\u00e9") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }
}
