package org.inceptionnext.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines, between words only: {@code .safetensors} and {@code http(s)} stay whole. */
public final class WordWrap {
    private WordWrap() {}

    /**
     * Returns the text as lines.
     *
     * @param text words with spaces between them; a newline starts a new line
     * @param columns the most characters of a line; a longer word has a line of its own
     */
    public static List<String> lines(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split(" +")) {
                if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
