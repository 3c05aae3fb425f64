package org.inceptionnext.vision.decode.exif;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The orientation in an XMP packet, which Pillow takes where EXIF has none. */
public final class XmpOrientation {
    private static final Pattern ORIENTATION = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    private XmpOrientation() {}

    /** Returns the digit behind {@code tiff:Orientation}; empty where there is none. */
    public static OptionalInt find(byte[] packet, int from, int to) {
        Matcher found = ORIENTATION.matcher(new String(packet, from, to - from, StandardCharsets.ISO_8859_1));
        return found.find() ? OptionalInt.of(found.group(1).charAt(0) - '0') : OptionalInt.empty();
    }
}
