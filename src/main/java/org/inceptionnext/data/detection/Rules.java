package org.inceptionnext.data.detection;

/** The rules that rows and files of boxes can break, in the words of a report. */
final class Rules {
    static final String SPACES = "row of spaces";
    static final String COMMENT = "comment";
    static final String COMMAS = "commas between the fields";
    static final String BYTE_ORDER_MARK = "byte-order mark at the beginning";
    static final String NOT_A_NUMBER = "field that is no number";
    static final String FIELDS = "wrong number of fields";
    static final String ODD_POLYGON = "polygon with an odd number of coordinates";
    static final String NEGATIVE = "value below 0";
    static final String ABOVE_ONE = "value above 1";
    static final String NO_AREA = "box without width or height";
    static final String CLASS_NOT_WHOLE = "class that is no whole number";
    static final String CLASS_TOO_LARGE = "class that has no name";
    static final String OUTSIDE = "box that leaves the picture";
    static final String DUPLICATE = "row that stands there twice";
    static final String MIXED = "boxes and polygons in one file";
    static final String ENCODING = "bytes that are no UTF-8 text";
    static final String UNREADABLE = "picture that cannot be read";
    static final String TOO_SMALL = "picture with a side under 10 pixels";
    static final String MISSING_PICTURE = "picture that is missing";
    static final String LABEL_ALONE = "label file without a picture";
    static final String PATH_TRIED = "path found at another place than it says";
    static final String CLASS_COUNT = "nc that differs from the number of names";
    static final String NO_BOX = "annotation without a box";
    static final String UNKNOWN_CATEGORY = "annotation of an unknown category";
    static final String UNKNOWN_IMAGE = "annotation of an unknown image";
    static final String IMAGE_TWICE = "image id that stands there twice";
    static final String ID_ZERO = "annotation id 0";
    static final String ID_TWICE = "annotation id that stands there twice";
    static final String NO_STATED_AREA = "annotation without an area";
    static final String SIZE_DIFFERS = "size that is not the picture's";
    static final String BAD_XML = "file that is no XML";
    static final String NO_NAME = "object without a name";
    static final String UNKNOWN_BASE = "coordinates that begin at 0 or at 1";
    static final String LOST = "lost in the new format";

    static final String DROPS_PICTURE = "YOLOv5 leaves the whole picture out";

    private Rules() {}
}
