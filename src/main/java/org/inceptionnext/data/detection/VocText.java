package org.inceptionnext.data.detection;

import java.util.List;

/** Pascal VOC's words for boxes: pixels from 1, both edges inside, as in VOC itself. */
final class VocText {
    private VocText() {}

    static String of(String fileName, BoxedPicture picture, List<String> classes) {
        StringBuilder xml = new StringBuilder("<annotation>\n  <filename>")
                .append(escaped(fileName))
                .append("</filename>\n  <size><width>")
                .append(picture.width())
                .append("</width><height>")
                .append(picture.height())
                .append("</height><depth>3</depth></size>\n");
        for (LabelledBox box : picture.boxes()) {
            xml.append("  <object>\n    <name>")
                    .append(escaped(classes.get(box.classIndex())))
                    .append("</name>\n    <difficult>")
                    .append(box.isDifficult() ? 1 : 0)
                    .append("</difficult>\n    <bndbox><xmin>")
                    .append(Math.round(box.x()) + 1)
                    .append("</xmin><ymin>")
                    .append(Math.round(box.y()) + 1)
                    .append("</ymin><xmax>")
                    .append(Math.round(box.x() + box.width()))
                    .append("</xmax><ymax>")
                    .append(Math.round(box.y() + box.height()))
                    .append("</ymax></bndbox>\n  </object>\n");
        }
        return xml.append("</annotation>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("\\p{Cntrl}", " ");
    }
}
