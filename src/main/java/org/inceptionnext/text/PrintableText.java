package org.inceptionnext.text;

/**
 * Text from a stranger's file, made safe to show: what a terminal would act on or hide is escaped, and long text is cut.
 */
public final class PrintableText {
    private static final int MAX_CHARS = 80;

    private PrintableText() {}

    /**
     * Returns the text with control, format (among them U+202E, which reverses a line) and unpaired surrogate characters
     * as {@code \\uXXXX}, and backslashes doubled; past 80 characters it is cut and its whole length told.
     */
    public static String escape(String text) {
        StringBuilder shown = new StringBuilder();
        int index = 0;
        while (index < text.length() && index < MAX_CHARS) {
            int codePoint = text.codePointAt(index);
            appendSafely(shown, codePoint);
            index += Character.charCount(codePoint);
        }
        if (index < text.length()) {
            shown.append("... (").append(text.length()).append(" characters)");
        }
        return shown.toString();
    }

    /** Returns the escaped text between single quotes. */
    public static String quote(String text) {
        return "'" + escape(text) + "'";
    }

    /** Returns whether a character shows itself and nothing else when printed. */
    public static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void appendSafely(StringBuilder shown, int codePoint) {
        if (codePoint == '\\') {
            shown.append("\\\\");
            return;
        }
        if (isPlain(codePoint)) {
            shown.appendCodePoint(codePoint);
            return;
        }
        for (char unit : Character.toChars(codePoint)) {
            shown.append(String.format("\\u%04x", (int) unit));
        }
    }
}
