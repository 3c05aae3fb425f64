package org.inceptionnext.data;

import java.net.URI;
import java.nio.file.Path;

/** Where the bytes of a picture lie. */
public sealed interface PictureOrigin {

    /** A file of this machine. */
    record OfFile(Path path) implements PictureOrigin {}

    /** An http or https address. */
    record OfAddress(URI address) implements PictureOrigin {}

    /**
     * An entry of an archive.
     *
     * @param archive what the user calls the archive
     * @param entry the entry's name as the archive spells it; not to be used as a path
     * @param place where it is found again without a walk, or -1 where the archive can only be read from its beginning
     */
    record OfEntry(String archive, String entry, long place) implements PictureOrigin {}

    /** Standard input, or whatever else was handed in as a stream. */
    record OfStream() implements PictureOrigin {}

    /** No picture: a pattern without a match, a folder without a picture or that cannot be listed, a damaged entry. */
    record OfNothing() implements PictureOrigin {}
}
