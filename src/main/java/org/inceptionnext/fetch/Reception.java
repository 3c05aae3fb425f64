package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.FetchException.Attempt;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.RemoteFile;
import org.inceptionnext.fetch.http.Retries;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.HuggingFaceCache;
import org.inceptionnext.fetch.store.PartialFile;

/** How the files of an address that a user named come here: tried again while that helps, with what to do if nothing does. */
record Reception(String named, NetworkSettings network, HttpTransport transport, FetchListener listener) {
    /** No network of this library needs more. */
    static final long MOST_WEIGHT_BYTES = 16L << 30;

    private static final int MAX_LOOKS = 3;

    /** Receives the bytes, unless Hugging Face's own client has them, and returns their hash. */
    String bytes(PartialFile partial, RemoteFile remote, Expectation expected) throws IOException {
        Optional<Path> here = expected.sha256().isPresent()
                ? new HuggingFaceCache(network.huggingFaceCache())
                        .find(expected.sha256().get().hex())
                : Optional.empty();
        if (here.isPresent()) {
            try (InputStream in = Files.newInputStream(here.get())) {
                return WeightStore.copy(in, partial, expected);
            }
        }
        return new Download(transport, network.timeouts(), listener, partial).run(remote, expected);
    }

    /**
     * Asks or loads something, again while that helps.
     *
     * @param url what is asked
     * @throws FetchException if it does not answer, or answers something else
     */
    <T> T trying(String url, Retries.Try<T> what) throws IOException {
        try {
            return looking(what);
        } catch (TransferException e) {
            throw new FetchException(
                    named + " cannot be fetched.\n  " + url + ": " + e.problem()
                            + "\nTry again, or on a machine with a network bring its files in a"
                            + " folder and name it: weights=FOLDER, --weights FOLDER. What is in the way: inx doctor",
                    List.of(new Attempt(url, e.problem())));
        }
    }

    /** There is no other host to go to, so a busy one gets all the time in which a person waits for a first contact. */
    private <T> T looking(Retries.Try<T> what) throws IOException {
        for (int looks = MAX_LOOKS; ; looks--) {
            try {
                return new Retries(network.timeouts().backoff(), listener).run(() -> 0, what);
            } catch (TransferException e) {
                if (e.cure() != TransferException.Cure.OTHER_HOST || looks == 1) {
                    throw e;
                }
            }
        }
    }

    /** Returns the failure that stands for weights that are not here while no network may be used. */
    static FetchException offline(String named, String reason) {
        return new FetchException(named + " is not on this machine, and " + reason
                + " forbids the network. Run once with one: inx fetch " + named
                + "; or bring its files in a folder and name it: weights=FOLDER,"
                + " --weights FOLDER.");
    }
}
