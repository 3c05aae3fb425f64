package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.inceptionnext.fetch.TransferException;

/** Someone who publishes a file of weights. */
public sealed interface Publisher permits HuggingFacePublisher, GitHubPublisher, UrlPublisher {

    /** Returns the file's lasting address. */
    URI url();

    /**
     * Asks what the publisher says of the file.
     *
     * @param anyHost whether a SHA-256 is known already, so that any host may give the bytes
     * @throws TransferException if it does not say
     */
    RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException;

    /**
     * Asks for the file's size alone, which may take a question that a download does without.
     *
     * @param anyHost as for {@link #look}
     * @throws TransferException if it does not answer
     */
    default Optional<Long> sizeBytes(HttpTransport transport, boolean anyHost) throws IOException {
        return look(transport, anyHost).sizeBytes();
    }
}
