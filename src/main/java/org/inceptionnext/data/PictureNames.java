package org.inceptionnext.data;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which names in a folder or an archive are taken for pictures. What a file really is, its content decides later. */
public final class PictureNames {
    private static final Set<String> EXTENSIONS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "mpo", "png", "gif", "bmp", "webp", "tif", "tiff", "pnm", "pbm", "pgm", "ppm",
            "ico");

    private static final Pattern HIDDEN = Pattern.compile("(^|/)(\\.[^./]|\\.\\.[^/]|__MACOSX/)");

    private PictureNames() {}

    /** Returns whether a name, or the last part of a path, has a picture's extension (of any case) and is not hidden. */
    public static boolean isPicture(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(last.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns whether an entry of an archive is a picture by its name, with no hidden folder above it. */
    public static boolean isPictureEntry(String entry) {
        return isPicture(entry) && !isHiddenEntry(entry);
    }

    /** Returns whether an entry, or a folder above it, is hidden (but for {@code ..}, which is worse), or is Apple's shadow of one. */
    static boolean isHiddenEntry(String entry) {
        return HIDDEN.matcher(entry).find();
    }

    /** Returns the extensions for a message, by name: "bmp, gif, ...". */
    public static String extensions() {
        return EXTENSIONS.stream().sorted().collect(Collectors.joining(", "));
    }
}
