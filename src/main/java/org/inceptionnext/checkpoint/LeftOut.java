package org.inceptionnext.checkpoint;

/**
 * Tensors that a file holds and a {@link Checkpoint} does not give.
 *
 * @param count how many
 * @param where in words that follow "tensors", such as {@code under 'optimizer'} or {@code inside objects of 'samples.Pair'};
 *     names from the file are escaped
 */
public record LeftOut(int count, String where) {
    /** Returns what it is in words: "3 tensors inside objects of 'samples.Pair'". */
    public String words() {
        return count + (count == 1 ? " tensor " : " tensors ") + where;
    }

    /** Returns the same as a sentence without a full stop: "3 tensors inside objects of 'samples.Pair' are not taken". */
    public String sentence() {
        return words() + (count == 1 ? " is" : " are") + " not taken";
    }
}
