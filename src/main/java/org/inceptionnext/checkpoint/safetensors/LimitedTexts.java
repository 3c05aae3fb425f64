package org.inceptionnext.checkpoint.safetensors;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.storage.CheckpointFile;

/** JSON whose texts are refused while they are read, before a parser has collected one that fills the memory. */
final class LimitedTexts extends FilterReader {
    private final CheckpointFile file;
    private final long offset;
    private final int maxChars;
    private boolean inText;
    private boolean escaped;
    private int length;

    /** @param offset of the JSON in the file, for messages */
    LimitedTexts(Reader json, CheckpointFile file, long offset, int maxChars) {
        super(json);
        this.file = file;
        this.offset = offset;
        this.maxChars = maxChars;
    }

    @Override
    public int read(char[] buffer, int start, int count) throws IOException {
        int filled = super.read(buffer, start, count);
        for (int i = start; i < start + filled; i++) {
            pass(buffer[i]);
        }
        return filled;
    }

    private void pass(char c) throws MalformedCheckpointException {
        if (!inText) {
            inText = c == '"';
            length = 0;
        } else if (c == '"' && !escaped) {
            inText = false;
        } else {
            escaped = c == '\\' && !escaped;
            length++;
            file.verify(
                    length <= maxChars,
                    offset,
                    "a text of more than " + maxChars + " characters in a safetensors header",
                    "that is the limit");
        }
    }
}
