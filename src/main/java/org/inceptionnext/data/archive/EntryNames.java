package org.inceptionnext.data.archive;

/** Which names of entries are safe to show and to build keys from. Nothing is unpacked, but others may copy what they see. */
final class EntryNames {
    private static final int MAX_CHARS = 4096;

    private EntryNames() {}

    /** Throws where a name leads out of the archive. */
    static void check(String name) throws ArchiveException {
        boolean isAbsolute = name.startsWith("/") || name.matches("[A-Za-z]:.*");
        boolean leadsUp = name.equals("..") || name.startsWith("../") || name.endsWith("/..") || name.contains("/../");
        if (isAbsolute || leadsUp || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0 || name.length() > MAX_CHARS) {
            throw new ArchiveException(
                    ArchiveException.Reason.UNSAFE_NAME,
                    "an entry whose name leads out of the archive, or is no plain path; it is not read");
        }
    }

    /** Returns a name without {@code ./} at its beginning, as tar writes it. */
    static String plain(String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        return plain;
    }
}
