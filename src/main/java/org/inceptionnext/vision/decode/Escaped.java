package org.inceptionnext.vision.decode;

import java.util.Locale;

/** Text from a file, made fit for a message: quoted, printable ASCII, cut. */
final class Escaped {
    private static final int MAX_LENGTH = 60;

    private Escaped() {}

    static String quote(String text) {
        String line = text.strip();
        StringBuilder quoted = new StringBuilder("\"");
        line.chars().limit(MAX_LENGTH).forEach(c -> {
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append(line.length() > MAX_LENGTH ? "...\"" : "\"").toString();
    }
}
