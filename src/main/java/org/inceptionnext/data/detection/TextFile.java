package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.data.DataSetException;

/** Small text files of a data set. */
final class TextFile {
    private static final long MAX_BYTES = 1L << 30;

    private TextFile() {}

    /** Returns a file's lines, without a byte-order mark. */
    static List<String> lines(Path file) throws IOException {
        return text(file).lines().toList();
    }

    /** Returns a file's text, without a byte-order mark. */
    static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new DataSetException(file.toString(), 0, "more than 1 GiB", "Split it");
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DataSetException(file.toString(), 0, "bytes that are no UTF-8 text", "Save it as UTF-8");
        }
    }

    /** Returns the folder that a file lies in. */
    static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
