package org.inceptionnext.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** The way to the web, handed in by whoever may speak HTTP: nothing in this package does. */
@FunctionalInterface
public interface WebAccess {
    /** No way: each address fails in its turn. */
    WebAccess NONE = address -> {
        throw new PictureException(
                address.toString(),
                PictureException.Reason.NO_NETWORK,
                "an address, and the network is not allowed here");
    };

    /**
     * Opens the body of the answer.
     *
     * @param address begins with {@code http:} or {@code https:}
     * @return a stream that the caller closes
     * @throws IOException if it is unreachable, forbidden, or answered with anything but a body
     */
    InputStream open(URI address) throws IOException;
}
