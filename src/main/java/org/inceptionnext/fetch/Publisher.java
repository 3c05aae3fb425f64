package org.inceptionnext.fetch;

import java.io.IOException;
import java.net.URI;

/** Someone who publishes a file of weights. */
sealed interface Publisher permits HuggingFacePublisher, GitHubPublisher, UrlPublisher {

    /** Returns the file's lasting address. */
    URI url();

    /**
     * Asks what the publisher says of the file.
     *
     * @param anyHost whether a SHA-256 is known already, so that any host may give the bytes
     * @throws TransferException if it does not say
     */
    RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException;
}
