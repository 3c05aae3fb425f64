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
     */
    record OfEntry(String archive, String entry) implements PictureOrigin {}

    /** Standard input, or whatever else was handed in as a stream. */
    record OfStream() implements PictureOrigin {}

    /** An argument that stands for no picture: a pattern without a match, a folder without a picture. */
    record OfNothing() implements PictureOrigin {}
}
