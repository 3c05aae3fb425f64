package org.inceptionnext.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files that a walk saw and did not take for pictures, counted by kind: by extension in lower case, {@code hidden}, or {@code
 * without extension}. Text: "5 files passed over: 2 tiff, 3 avif".
 *
 * @param byKind how many of each kind, in the order in which the kinds were met
 */
public record PassedOver(Map<String, Long> byKind) {
    /** What a hidden file or folder (its name begins with a dot) counts as. */
    public static final String HIDDEN = "hidden";

    private static final String WITHOUT_EXTENSION = "without extension";
    private static final String OTHER = "of other kinds";
    private static final int MAX_EXTENSION_CHARS = 12;
    private static final int MAX_KINDS = 20;

    /** Keeps a copy. */
    public PassedOver {
        byKind = Collections.unmodifiableMap(new LinkedHashMap<>(byKind));
    }

    /** Returns how many files were passed over, of all kinds. */
    public long count() {
        return byKind.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the sentence for people, or an empty text where nothing was passed over. */
    @Override
    public String toString() {
        long count = count();
        if (count == 0) {
            return "";
        }
        String kinds = byKind.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        return (count == 1 ? "1 file" : count + " files") + " passed over: " + kinds;
    }

    /** Counts while a walk goes on. However many extensions there are, few are kept. */
    static final class Counter {
        private final Map<String, Long> byKind = new LinkedHashMap<>();

        /** Counts a file by its name. */
        void add(String fileName) {
            String kind = kind(fileName);
            boolean isKept = byKind.containsKey(kind) || byKind.size() < MAX_KINDS;
            byKind.merge(isKept ? kind : OTHER, 1L, Long::sum);
        }

        /** Counts an entry of an archive by its name. */
        void addEntry(String entry) {
            add(PictureNames.isHiddenEntry(entry) ? "." : entry.substring(entry.lastIndexOf('/') + 1));
        }

        PassedOver counted() {
            return new PassedOver(byKind);
        }

        private static String kind(String fileName) {
            if (fileName.startsWith(".")) {
                return HIDDEN;
            }
            int dot = fileName.lastIndexOf('.');
            if (dot < 0 || dot == fileName.length() - 1) {
                return WITHOUT_EXTENSION;
            }
            String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
            boolean isPlain = extension.length() <= MAX_EXTENSION_CHARS
                    && extension.chars().allMatch(Character::isLetterOrDigit);
            return isPlain ? extension : OTHER;
        }
    }
}
