package org.inceptionnext.registry;

/** Text from outside, made fit for a message: no control characters, no flood. */
final class Printable {
    private static final int MAX_CHARS = 80;

    private Printable() {}

    static String quote(String text) {
        return '"' + cut(text) + '"';
    }

    static String cut(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && printable.length() < MAX_CHARS; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || Character.isSurrogate(c)) {
                printable.append(String.format("\\u%04x", (int) c));
            } else {
                printable.append(c);
            }
        }
        return printable.length() < MAX_CHARS
                ? printable.toString()
                : printable.append("...").toString();
    }
}
