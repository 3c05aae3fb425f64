package org.inceptionnext.recognise;

import java.util.Optional;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;

/**
 * Why weights cannot be run, or not for what is asked.
 *
 * @param reason the kind
 * @param message what was found and what is allowed, after the file's name; text of the file in it is escaped
 * @param advice what to do next
 * @param nearest the network that comes nearest, if there is one and it helps to see what differs
 */
public record Refusal(Reason reason, String message, String advice, Optional<Match> nearest) {

    /** The kinds of refusal. */
    public enum Reason {
        /** The tensors are of no registered network, and no rows say of which. */
        UNKNOWN_NETWORK,
        /** The tensors are nearly those of a network. */
        OTHER_SHAPES,
        /** It is known what this is, and this library does not run it. */
        OTHER_FAMILY,
        /** The rows inside the file cannot be built. */
        ROWS,
        /** A module of the file has a setting that the network does not have. */
        SETTINGS,
        /** Several networks with different answers have these tensors. */
        AMBIGUOUS,
        /** The network takes another number of channels than a picture has. */
        CHANNELS,
        /** The network is known, but cannot do what is asked. */
        OTHER_USE,
        /** A folder without weights, or with several, or a file beside the weights that is wrong. */
        FOLDER
    }

    static Refusal of(Reason reason, String message, String advice) {
        return new Refusal(reason, message, advice, Optional.empty());
    }
}
