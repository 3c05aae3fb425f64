package org.inceptionnext.data;

/**
 * Something in a data set that a person should know: a file or row that is left out, or kept although it looks wrong.
 *
 * @param file the file's name as the user can find it, or an entry of an archive
 * @param row the row in the file, counted from 1; 0 where the whole file is meant
 * @param rule the rule that is broken, a few words that are the same for all findings of a kind
 * @param found what stands there
 * @param effect what was done with it here
 * @param original what the program that the format comes from does with it; empty where that is the same or unknown
 */
public record Finding(String file, long row, String rule, String found, Effect effect, String original) {

    /** What became of it. */
    public enum Effect {
        /** It is used all the same. */
        KEPT("kept"),
        /** The row is left out; the rest of its file is used. */
        ROW_LEFT_OUT("row left out"),
        /** The picture is left out. */
        PICTURE_LEFT_OUT("picture left out"),
        /** The file is left out; it is no picture, or cannot be read. */
        FILE_LEFT_OUT("file left out");

        private final String words;

        Effect(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Returns a finding about a whole file. */
    public static Finding ofFile(String file, String rule, String found, Effect effect) {
        return new Finding(file, 0, rule, found, effect, "");
    }

    /** Returns "file:row: rule: found (effect; the original: ...)". */
    @Override
    public String toString() {
        String place = row == 0 ? file : file + ":" + row;
        String what = found.isEmpty() ? rule : rule + ": " + found;
        return place + ": " + what + " (" + effect + (original.isEmpty() ? "" : "; " + original) + ")";
    }
}
