package org.inceptionnext.cli.report;

import java.net.URI;
import java.net.URISyntaxException;

/** How a page names a file beside it. */
public final class PageLink {
    private PageLink() {}

    /**
     * Returns the address of a file in the page's own folder; a name that looks like an address of the web is a name none the less.
     *
     * @param fileName of the file
     */
    public static String to(String fileName) {
        try {
            return new URI(null, null, "./" + fileName, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a file's name: " + fileName, e);
        }
    }
}
