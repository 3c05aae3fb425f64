package org.inceptionnext.data.detection;

/** YOLO's words for boxes. */
final class YoloText {
    private YoloText() {}

    /** Rows of class and fractions, with all the digits that a double needs; a box is cut off where the picture ends. */
    static String rows(BoxedPicture picture) {
        StringBuilder rows = new StringBuilder();
        for (LabelledBox box : picture.boxes()) {
            double left = Math.max(box.x(), 0);
            double top = Math.max(box.y(), 0);
            double right = Math.min(box.x() + box.width(), picture.width());
            double bottom = Math.min(box.y() + box.height(), picture.height());
            rows.append(box.classIndex())
                    .append(' ')
                    .append((left + right) / 2 / picture.width())
                    .append(' ')
                    .append((top + bottom) / 2 / picture.height())
                    .append(' ')
                    .append((right - left) / picture.width())
                    .append(' ')
                    .append((bottom - top) / picture.height())
                    .append('\n');
        }
        return rows.toString();
    }

    /** A name as a YAML text, whatever is in it. */
    static String quoted(String name) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format("\\x%02x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
