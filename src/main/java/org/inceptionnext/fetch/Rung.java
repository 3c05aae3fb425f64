package org.inceptionnext.fetch;

/** How far a file of weights was verified. The words claim no more than was done. */
public enum Rung {
    /** Size and SHA-256 equal those of the card. */
    PINNED("size and SHA-256 equal the pin in the model's card"),
    /** A file that the user named: nothing says what its bytes should be. */
    USER_FILE("your own file: nothing is pinned for it");

    private final String statement;

    Rung(String statement) {
        this.statement = statement;
    }

    /** Returns what was verified, as one clause for a person. */
    public String statement() {
        return statement;
    }
}
