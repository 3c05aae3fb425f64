package org.inceptionnext.registry;

import java.util.List;
import java.util.Optional;

/**
 * One version of a model, as a registry lists it.
 *
 * @param card what is known of it
 * @param files the files of its folder, but for the card itself and a signature; empty in the library
 * @param yank why it is not to be used any more, if it is not
 */
public record Release(ModelCard card, List<ReleaseFile> files, Optional<Yank> yank) {
    /** The name of a version's own card in its folder: metadata with this version alone. */
    public static final String CARD_FILE = "card.json";

    /** Makes a release; the files are copied. */
    public Release {
        files = List.copyOf(files);
    }
}
