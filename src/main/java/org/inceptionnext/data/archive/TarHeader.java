package org.inceptionnext.data.archive;

import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * One header block of a tar (POSIX.1-1988 ustar, and GNU's forms of sizes).
 *
 * @param name prefix and name
 * @param type the type flag
 * @param sizeBytes what follows the header
 */
record TarHeader(String name, byte type, long sizeBytes) {
    static final int BYTES = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_BYTES = 155;

    /** Returns whether a block is what it would be if it were a header; anything else is one in a thousand millions. */
    static boolean isHeader(byte[] block) {
        try {
            return block.length == BYTES && block[0] != 0 && TarUtils.verifyCheckSum(block);
        } catch (IllegalArgumentException e) {
            // Where the sum should stand there is no number.
            return false;
        }
    }

    /** Returns whether a block is all zeros, as the last ones are. */
    static boolean isEnd(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if its size is no number
     */
    static TarHeader of(byte[] block) {
        String name = text(block, 0, NAME_BYTES);
        // GNU's own magic ends in a space and has other things where the prefix would be.
        boolean hasPrefix = text(block, MAGIC_AT, 6).equals("ustar");
        String prefix = hasPrefix ? text(block, PREFIX_AT, PREFIX_BYTES) : "";
        long size = TarUtils.parseOctalOrBinary(block, SIZE_AT, SIZE_BYTES);
        return new TarHeader(prefix.isEmpty() ? name : prefix + "/" + name, block[TYPE_AT], size);
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    boolean isFile() {
        return (type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM || type == TarConstants.LF_CONTIG)
                && !name.endsWith("/");
    }

    boolean isExtension() {
        return type == TarConstants.LF_GNUTYPE_LONGNAME
                || type == TarConstants.LF_GNUTYPE_LONGLINK
                || type == TarConstants.LF_PAX_EXTENDED_HEADER_LC
                || type == TarConstants.LF_PAX_EXTENDED_HEADER_UC
                || type == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER;
    }
}
