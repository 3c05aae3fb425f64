package org.inceptionnext.data;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which names in a folder or an archive are taken for pictures. What a file really is, its content decides later. */
public final class PictureNames {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp");

    private PictureNames() {}

    /** Returns whether a name, or the last part of a path, has a picture's extension (of any case) and is not hidden. */
    public static boolean isPicture(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(last.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns the extensions for a message, by name: "bmp, gif, ...". */
    public static String extensions() {
        return EXTENSIONS.stream().sorted().collect(Collectors.joining(", "));
    }
}
