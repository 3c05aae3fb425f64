package org.inceptionnext.fetch;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a user's own weights are: what the argument {@code weights} and the option {@code --weights} name. */
public sealed interface WeightsPlace {

    /**
     * A file or folder of this machine.
     *
     * @param path as the user wrote it
     */
    record Local(Path path) implements WeightsPlace {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A repository on Hugging Face, which is fetched once. */
    record Hub(HubReference reference) implements WeightsPlace {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /** A file behind https, which is fetched once. */
    record Web(WebReference reference) implements WeightsPlace {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /** What a person may write, for messages. */
    String ALLOWED = "a file, a folder, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX]";

    /** Returns whether a text is meant to be a place beyond this machine, right or wrong. */
    static boolean isRemote(String text) {
        return HubReference.isMeant(text) || WebReference.isMeant(text);
    }

    /**
     * Reads what a person wrote: a path, a {@code file:} URL, {@code hf://OWNER/NAME[@REVISION]}, or
     * {@code https://HOST/FILE[#sha256=HEX]}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static WeightsPlace parse(String text) {
        if (HubReference.isMeant(text)) {
            return new Hub(HubReference.parse(text));
        }
        if (WebReference.isMeant(text)) {
            return new Web(WebReference.parse(text));
        }
        try {
            return new Local(text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text));
        } catch (InvalidPathException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException("neither the path of a file nor an address", e);
        }
    }
}
