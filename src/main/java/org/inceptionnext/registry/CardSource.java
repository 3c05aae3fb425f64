package org.inceptionnext.registry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A place that holds cards: a jar, a folder, an address. Its files lie as in DJL's mlrepo, beside an index of them. */
public interface CardSource {
    /** The file that lists the metadata files, one a line, relative to the root. */
    String INDEX = "index.txt";

    /** No file that describes a model is larger. */
    int MAX_FILE_BYTES = 4 << 20;

    /** Returns what messages call this place. */
    String name();

    /** Returns where a path of this place leads; empty if its cards name whole addresses only. */
    Optional<URI> root();

    /** Returns the groups that may stand here; empty means any, but for that of this library. */
    Set<String> groups();

    /** Returns whether reading needs no network. */
    boolean isLocal();

    /**
     * Reads a small file.
     *
     * @param path relative to the root, with slashes; checked by the caller
     * @throws IOException if it is missing, larger than {@link #MAX_FILE_BYTES}, or cannot be reached
     */
    byte[] read(String path) throws IOException;

    /**
     * Vouches for a version before it is used; what a place that checks no signatures has to say is nothing.
     *
     * @param listed the version as the metadata lists it
     * @param signed reads the version's own card, once it is known to be signed
     * @return the version's card
     * @throws IOException if a key is trusted for this place, and the version is not as that key signed it
     */
    default ModelCard vouch(Release listed, CardParser signed) throws IOException {
        return listed.card();
    }

    /** Returns what happened while reading that did not hinder it, one sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Reads metadata. */
    @FunctionalInterface
    interface CardParser {
        /**
         * Reads all versions of a model, newest first.
         *
         * @throws IOException if it is no metadata of ours
         */
        List<Release> parse(byte[] metadata) throws IOException;
    }
}
