package org.inceptionnext.train.recipe;

/** A recipe that cannot be followed. The message names the file, the key, what was found and what is allowed. */
public final class RecipeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public RecipeException(String message) {
        super(message);
    }
}
