package org.inceptionnext.data.labelled;

import java.util.HashMap;
import java.util.Map;

/** The sizes of many pictures, in constant memory. Of one thread. */
public final class PictureSizes {
    private static final int MAX_KINDS = 10_000;

    private final Map<Size, Long> counts = new HashMap<>();
    private int minWidth = Integer.MAX_VALUE;
    private int maxWidth;
    private int minHeight = Integer.MAX_VALUE;
    private int maxHeight;

    /** A size in pixels. */
    public record Size(int width, int height) {
        @Override
        public String toString() {
            return width + " x " + height;
        }
    }

    void add(int width, int height) {
        minWidth = Math.min(minWidth, width);
        maxWidth = Math.max(maxWidth, width);
        minHeight = Math.min(minHeight, height);
        maxHeight = Math.max(maxHeight, height);
        Size size = new Size(width, height);
        if (counts.size() < MAX_KINDS || counts.containsKey(size)) {
            counts.merge(size, 1L, Long::sum);
        }
    }

    /** Returns the smallest width and the smallest height that occur, not always of one picture; 0 x 0 without pictures. */
    public Size smallest() {
        return counts.isEmpty() ? new Size(0, 0) : new Size(minWidth, minHeight);
    }

    /** Returns the largest width and the largest height that occur. */
    public Size largest() {
        return new Size(maxWidth, maxHeight);
    }

    /** Returns the size that most pictures have (of the first 10,000 sizes), 0 x 0 without pictures. */
    public Size mostCommon() {
        return counts.entrySet().stream()
                .max(Map.Entry.<Size, Long>comparingByValue()
                        .thenComparing(entry ->
                                -(long) entry.getKey().width() * entry.getKey().height()))
                .map(Map.Entry::getKey)
                .orElse(new Size(0, 0));
    }
}
