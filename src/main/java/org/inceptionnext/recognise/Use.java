package org.inceptionnext.recognise;

/** What weights can be good for. */
public enum Use {
    /** Classes of a picture. */
    CLASSIFY("classify"),
    /** A vector that stands for a picture. */
    EMBED("embed"),
    /** The feature maps of the stages, as a backbone gives them. */
    PYRAMID("pyramid"),
    /** Boxes in a picture. */
    DETECT("detect");

    private final String word;

    Use(String word) {
        this.word = word;
    }

    /** Returns the word for it: {@code classify}, {@code embed}, {@code pyramid}, {@code detect}. */
    public String word() {
        return word;
    }
}
