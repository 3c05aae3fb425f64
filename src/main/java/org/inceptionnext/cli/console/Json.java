package org.inceptionnext.cli.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import org.inceptionnext.text.PrintableText;

/** One JSON object a line. */
public final class Json {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    /**
     * Returns the element on one line, its strings whole: a character that would not show itself on a terminal is
     * written as JSON's <code>\\uXXXX</code>, so that a reader gets the text back unchanged.
     *
     * @throws IllegalArgumentException if a number is NaN or infinite, for which JSON has no word
     */
    public static String line(JsonElement element) {
        return plain(GSON.toJson(element));
    }

    /** Returns a string with its quotes, its characters as in {@link #line}. */
    public static String text(String text) {
        return plain(GSON.toJson(text));
    }

    private static String plain(String json) {
        StringBuilder out = new StringBuilder(json.length());
        json.codePoints().forEach(codePoint -> {
            if (PrintableText.isPlain(codePoint)) {
                out.appendCodePoint(codePoint);
                return;
            }
            for (char unit : Character.toChars(codePoint)) {
                out.append(String.format("\\u%04x", (int) unit));
            }
        });
        return out.toString();
    }
}
