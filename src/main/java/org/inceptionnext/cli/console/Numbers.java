package org.inceptionnext.cli.console;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
    private Numbers() {}

    /** Returns {@code 28.1 M}. */
    public static String millions(long count) {
        return String.format(Locale.ROOT, "%,.1f M", count / 1e6);
    }

    /** Returns {@code 4.2 G}. */
    static String billions(long count) {
        return String.format(Locale.ROOT, "%,.2f G", count / 1e9);
    }

    /** Returns {@code 28,056,552}. (Java's own formats first load its locales, which takes as long as copying 30 MB.) */
    public static String grouped(long count) {
        return Long.toString(count).replaceAll("(?<=\\d)(?=(?:\\d{3})+$)", ",");
    }

    /** Returns {@code 84.1 %}; a tenth of a percent is what such figures are good for. */
    public static String percent(double percent) {
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }
}
