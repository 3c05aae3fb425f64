package org.inceptionnext.cli.console;

import org.inceptionnext.text.PrintableText;

/**
 * Text from outside (names in files, file names, messages) made safe to print: nothing in it can move the cursor, colour
 * the terminal, reverse the reading direction or fill the screen.
 */
public final class Printable {
    /** Longer than any path that Linux opens. */
    public static final int PATH_CHARS = 4096;

    /** Names of tensors and classes. */
    public static final int NAME_CHARS = 200;

    private static final int MESSAGE_CHARS = 16_384;

    private Printable() {}

    /** Returns the text on one line, every character that does not show itself written as <code>\\u{HEX}</code>. */
    public static String line(String text, int maxChars) {
        return escape(cut(text, maxChars), false);
    }

    /** Returns a message, which may have several lines, its other invisible characters escaped. */
    public static String message(String text) {
        return escape(cut(text, MESSAGE_CHARS), true);
    }

    private static String cut(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        return text.substring(0, maxChars) + "... (" + text.length() + " characters)";
    }

    private static String escape(String text, boolean keepNewlines) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (PrintableText.isPlain(codePoint) || (keepNewlines && codePoint == '\n')) {
                out.appendCodePoint(codePoint);
            } else {
                out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
            }
        });
        return out.toString();
    }
}
