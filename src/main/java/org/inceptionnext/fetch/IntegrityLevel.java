package org.inceptionnext.fetch;

import org.inceptionnext.registry.ModelCard;

/** How far a file of weights was verified, from the strongest to the weakest. The words claim no more than was done. */
public enum IntegrityLevel {
    /** As {@link #PINNED}, and a key that the user trusts has signed the card. */
    SIGNED("the SHA-256 equals the pin in the model's card, and a key that you trust has signed the card"),
    /** The SHA-256, and the size where it is known, equal those of the card. */
    PINNED("the SHA-256 equals the pin in the model's card"),
    /** The SHA-256 equals the one that the user gave with the address. */
    GIVEN("the SHA-256 equals the one that you gave with the address"),
    /** The card pins no hash of this very file, or another one; but its tensors are the pinned ones, bit for bit. */
    TENSOR_PINNED("the tensors equal the pin in the model's card, bit for bit; the file around them is not pinned"),
    /** The hub that gave the file also stated its hash. */
    HUB("the SHA-256 equals what the hub itself stated over TLS; the model's card pins none"),
    /** Nobody states a hash: the file is what the address gave the first time. */
    FIRST_USE("nobody states a hash for this file: it is what the address gave when it was first used"),
    /** A file that the user named: nothing says what its bytes should be. */
    USER_FILE("your own file: nothing is pinned for it");

    private final String statement;

    IntegrityLevel(String statement) {
        this.statement = statement;
    }

    /** Returns the level of a file whose SHA-256 is the one in this card. */
    static IntegrityLevel pinned(ModelCard card) {
        return card.origin().signedBy().isPresent() ? SIGNED : PINNED;
    }

    /** Returns what was verified, as one clause for a person. */
    public String statement() {
        return statement;
    }
}
