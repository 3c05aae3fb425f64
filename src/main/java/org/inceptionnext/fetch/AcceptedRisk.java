package org.inceptionnext.fetch;

/** What a person accepts knowingly, and only by asking for it. */
public enum AcceptedRisk {
    /** Nothing: every pin and every recorded hash must hold. */
    NONE,
    /** A file with another hash than the card pins, if its tensors are the pinned ones, bit for bit. */
    EQUAL_TENSORS,
    /** A file with another hash than {@code weights.lock} recorded, where the card pins none; it is recorded instead. */
    CHANGED_FILE
}
