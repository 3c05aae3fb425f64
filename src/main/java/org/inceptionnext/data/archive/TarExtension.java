package org.inceptionnext.data.archive;

import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** What headers before a header say about it: its long name and its size (pax, GNU). */
final class TarExtension {
    /** Far more than any name and its neighbours need. */
    static final int MAX_BYTES = 1 << 20;

    private @Nullable String name;
    private long sizeBytes = -1;
    private boolean isSparse;

    /**
     * Takes what an extension's content says.
     *
     * @throws IllegalArgumentException if it is not of the form that its type asks for
     */
    void add(byte type, byte[] content) {
        if (type == TarConstants.LF_GNUTYPE_LONGNAME) {
            int end = content.length;
            while (end > 0 && content[end - 1] == 0) {
                end--;
            }
            name = new String(content, 0, end, StandardCharsets.UTF_8);
        } else if (type == TarConstants.LF_PAX_EXTENDED_HEADER_LC || type == TarConstants.LF_PAX_EXTENDED_HEADER_UC) {
            addPax(content);
        }
    }

    /** Records of the form "length key=value\n", the length counting itself. */
    private void addPax(byte[] content) {
        int at = 0;
        while (at < content.length && content[at] != 0) {
            int space = at;
            while (space < content.length && content[space] != ' ') {
                space++;
            }
            int length = Integer.parseInt(new String(content, at, space - at, StandardCharsets.US_ASCII));
            int end = at + length;
            if (length < space - at + 2 || end > content.length || end < at) {
                throw new IllegalArgumentException("a pax record of length " + length);
            }
            String record = new String(content, space + 1, end - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a pax record without =");
            }
            set(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
    }

    private void set(String key, String value) {
        if (key.equals("path")) {
            name = value;
        } else if (key.equals("size")) {
            sizeBytes = Long.parseLong(value);
        } else if (key.startsWith("GNU.sparse.")) {
            isSparse = true;
        }
    }

    /** Returns the header as these extensions change it. */
    TarHeader apply(TarHeader header) {
        String changedName = name == null ? header.name() : name;
        byte type = isSparse ? TarConstants.LF_GNUTYPE_SPARSE : header.type();
        return new TarHeader(changedName, type, sizeBytes < 0 ? header.sizeBytes() : sizeBytes);
    }
}
