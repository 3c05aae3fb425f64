package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.inceptionnext.fetch.FetchPlan.Step;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.HubFile;
import org.inceptionnext.fetch.http.HubListing;
import org.inceptionnext.fetch.http.HubRepository;
import org.inceptionnext.fetch.http.RemoteFile;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.WeightsLock.Repository;
import org.inceptionnext.fetch.store.WeightsLock.RepositoryFile;
import org.inceptionnext.registry.Pin;

/** One fetch of a repository's files into the store; its thread holds the lock. */
final class HubTransfer {
    private static final String MAIN = "main";
    private static final long MOST_JSON_BYTES = 8L << 20;

    private final BlobStore blobs;
    private final NetworkSettings network;
    private final Reception reception;
    private final HubReference reference;
    private final FetchListener listener;
    private final boolean exclusive;
    private final HttpTransport transport;
    private final HubRepository repository;

    HubTransfer(
            BlobStore blobs, NetworkSettings network, HubReference reference, FetchListener listener, boolean exclusive)
            throws FetchException {
        this.blobs = blobs;
        this.network = network;
        this.reference = reference;
        this.listener = listener;
        this.exclusive = exclusive;
        this.transport = new HttpTransport(network);
        this.reception = new Reception(reference.toString(), network, transport, listener);
        this.repository = new HubRepository(network.huggingFace(), reference, network.huggingFaceToken());
    }

    /** Resolves the revision and loads what its commit holds of weights and settings. */
    Repository first() throws IOException {
        HubListing listing = listing();
        HubWeightFiles files = new HubWeightFiles(reference, listing);
        HubFile main = files.main();
        List<RepositoryFile> loaded = new ArrayList<>();
        Optional<HubFile> config = files.config();
        if (config.isPresent()) {
            loaded.add(load(listing.commit(), config.get()));
        }
        RepositoryFile first = load(listing.commit(), main);
        loaded.add(first);
        if (HubWeightFiles.isIndex(main)) {
            Path index = blobs.find(first.sha256(), listener).orElseThrow();
            for (HubFile shard : files.shards(main, index)) {
                loaded.add(load(listing.commit(), shard));
            }
        }
        return new Repository(
                reference.toString(),
                listing.commit(),
                loaded,
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    private HubListing listing() throws IOException {
        return reception.trying(
                reference.toString(),
                () -> repository.list(
                        transport,
                        reference.revision().orElse(MAIN),
                        network.timeouts().stall()));
    }

    /** Says what {@link #first} would load. Loads nothing, so that of shards only their usual names are known. */
    RemotePlan plan() throws IOException {
        HubListing listing = listing();
        HubWeightFiles files = new HubWeightFiles(reference, listing);
        HubFile main = files.main();
        List<HubFile> all = new ArrayList<>();
        files.config().ifPresent(all::add);
        all.add(main);
        all.addAll(files.usualShards(main));
        return new RemotePlan(
                HubReference.SCHEME + reference.repository() + "@" + listing.commit(),
                all.stream()
                        .map(file -> new Step(
                                repository.url(listing.commit(), file.name()).toString(),
                                file.sizeBytes().map(OptionalLong::of).orElse(OptionalLong.empty()),
                                file.sha256().isPresent()))
                        .toList(),
                false,
                Optional.empty());
    }

    /** Loads the files of a commit that are recorded and not here. */
    void again(Repository recorded) throws IOException {
        for (RepositoryFile file : recorded.files()) {
            if (blobs.find(file.sha256(), listener).isEmpty()) {
                Pin pin = new Pin(
                        file.sha256(), "weights.lock, which recorded on " + recorded.date() + " what this commit gave");
                load(
                        recorded.commit(),
                        new HubFile(file.name(), Optional.of(file.sizeBytes()), Optional.of(pin), Optional.empty()));
            }
        }
    }

    private RepositoryFile load(String commit, HubFile file) throws IOException {
        String url = repository.url(commit, file.name()).toString();
        long limit = file.name().endsWith(".json") ? MOST_JSON_BYTES : Reception.MOST_WEIGHT_BYTES;
        return reception.trying(url, () -> {
            RemoteFile remote = repository.look(transport, commit, file);
            if (remote.sizeBytes().orElse(0L) > limit) {
                throw new FetchException(
                        url + " has " + remote.sizeBytes().orElseThrow() + " bytes, and at most " + limit
                                + " are fetched: no network of this library needs more. Look at the repository's name.");
            }
            Expectation expected = new Expectation(
                    url,
                    remote.sizeBytes().map(bytes -> new Size(bytes, remote.url().getHost())),
                    remote.sha256(),
                    limit,
                    IntegrityException.NOT_OURS);
            return received(file, remote, expected);
        });
    }

    private RepositoryFile received(HubFile file, RemoteFile remote, Expectation expected) throws IOException {
        try (PartialFile partial = PartialFile.open(blobs.partial(expected.url(), exclusive))) {
            try {
                String sha256 = reception.bytes(partial, remote, expected);
                long size = partial.sizeBytes();
                Optional<String> statedBy = statedBy(file, partial, expected);
                blobs.publish(partial, sha256);
                return new RepositoryFile(
                        file.name(),
                        size,
                        sha256,
                        statedBy.isPresent() ? IntegrityLevel.HUB : IntegrityLevel.FIRST_USE,
                        statedBy.orElse("nobody"));
            } catch (IntegrityException e) {
                partial.discard();
                throw e;
            }
        }
    }

    /** Says who stated what the file is; a small file has its name in git, which is a hash of its content. */
    private static Optional<String> statedBy(HubFile file, PartialFile partial, Expectation expected)
            throws IOException {
        if (expected.sha256().isPresent()) {
            return expected.sha256().map(Pin::source);
        }
        if (file.gitBlob().isEmpty()) {
            return Optional.empty();
        }
        String host = java.net.URI.create(expected.url()).getHost();
        String actual = gitBlob(partial.path());
        if (!actual.equals(file.gitBlob().get())) {
            Claim claim = new Claim("git blob", file.gitBlob().get(), expected.url(), host);
            throw new IntegrityException(claim, actual);
        }
        return Optional.of(host + ", as the file's name in git " + actual);
    }

    /** Git's name for a file: SHA-1, as long as git has no other. */
    private static String gitBlob(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
