package org.inceptionnext.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known names that somebody may have meant who wrote another. */
public final class NearestNames {
    private static final int SHOWN = 3;
    private static final int COMPARED_CHARS = 40;

    private NearestNames() {}

    /** Returns up to three names of which at least half is right, the nearest first, case ignored. */
    public static List<String> of(String unknown, Collection<String> known) {
        return known.stream()
                .filter(name -> 2 * distance(unknown, name) <= Math.max(unknown.length(), name.length()))
                .sorted(Comparator.comparingInt(name -> distance(unknown, name)))
                .limit(SHOWN)
                .toList();
    }

    /**
     * Returns Levenshtein's distance: how many characters have to be put in, left out or replaced to get from one text to the
     * other. Case is ignored, and so is what stands behind the first 40 characters of the first.
     */
    public static int distance(String first, String second) {
        String a = first.substring(0, Math.min(first.length(), COMPARED_CHARS)).toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
