package org.inceptionnext.registry;

import java.util.Optional;

/**
 * Which registry a card is from, and how far that is known.
 *
 * @param registry the registry's name, as the user's configuration has it
 * @param signedBy the key that signed the card, by its hint, if a key is trusted for the registry and the signature holds
 */
public record Origin(String registry, Optional<String> signedBy) {
    /** The cards that come with this library, or with another jar of the program. */
    public static final Origin LIBRARY = new Origin("the library", Optional.empty());
}
