package org.inceptionnext.fetch.http;

import java.util.List;
import java.util.Optional;

/**
 * What a repository held at one commit.
 *
 * @param commit 40 hexadecimal digits
 */
public record HubListing(String commit, List<HubFile> files) {
    public HubListing {
        files = List.copyOf(files);
    }

    /** Returns the file of a name. */
    public Optional<HubFile> file(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }
}
