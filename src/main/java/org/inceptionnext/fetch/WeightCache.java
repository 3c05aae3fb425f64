package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.RepositoryFolder;
import org.inceptionnext.fetch.store.WeightsLock;

/** What a {@link WeightFetcher}'s store holds, for a person who wants to see it or to make room. */
public final class WeightCache {
    /** A download that nobody has continued for so long was given up. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** One that has received nothing for so long has nothing to continue. */
    private static final Duration BEGUN = Duration.ofMinutes(10);

    private final BlobStore blobs;
    private final WeightsLock lock;

    /** What a file of the store is. */
    public enum Kind {
        /** Weights, whole. */
        WEIGHTS,
        /** The beginning of a file, to be continued. */
        PARTIAL,
        /** A file that was set aside because its content no longer had the hash of its name. */
        DAMAGED
    }

    /** What is recorded of weights: the model they are for, the address they are from, and how far they were verified. */
    public record Origin(String model, String url, IntegrityLevel level, String date) {}

    /**
     * A file of the store.
     *
     * @param origins what is recorded of it: several, if several addresses gave the same file
     */
    public record Item(Kind kind, Path file, long sizeBytes, List<Origin> origins) {
        /** Makes an item; the origins are copied. */
        public Item {
            origins = List.copyOf(origins);
        }

        /** Returns the file's name: for {@link Kind#WEIGHTS} its SHA-256. */
        public String name() {
            return file.getFileName().toString();
        }
    }

    /**
     * Names the store.
     *
     * @param folder its folder; it need not exist
     */
    public WeightCache(Path folder) {
        this.blobs = new BlobStore(folder);
        this.lock = new WeightsLock(folder.resolve("weights.lock"));
    }

    /** Returns the store's folder. */
    public Path folder() {
        return blobs.root();
    }

    /**
     * Returns all files, weights first, each kind by name.
     *
     * @throws FetchException if {@code weights.lock} cannot be understood
     */
    public List<Item> items() throws IOException {
        List<WeightsLock.Entry> entries = lock.entries();
        List<WeightsLock.Repository> repositories = lock.repositories();
        List<Item> items = new ArrayList<>();
        for (Path file : blobs.list("blobs/sha256")) {
            String sha256 = file.getFileName().toString();
            List<Origin> origins = Stream.concat(
                            entries.stream()
                                    .filter(entry -> entry.sha256().equals(sha256))
                                    .map(entry -> new Origin(entry.model(), entry.url(), entry.level(), entry.date())),
                            repositories.stream().flatMap(one -> origins(one, sha256)))
                    .toList();
            items.add(new Item(Kind.WEIGHTS, file, sizeBytes(file), origins));
        }
        for (Path file : blobs.list("partial")) {
            items.add(new Item(Kind.PARTIAL, file, sizeBytes(file), List.of()));
        }
        for (Path file : blobs.list("damaged")) {
            items.add(new Item(Kind.DAMAGED, file, sizeBytes(file), List.of()));
        }
        return items;
    }

    /** Reads a file of weights whole, and sets it aside if its content no longer has its hash; returns where to. */
    public Optional<Path> setAsideIfDamaged(Item weights) throws IOException {
        return BlobStore.isIntact(weights.file()) ? Optional.empty() : Optional.of(blobs.setAside(weights.file()));
    }

    /**
     * Returns what nobody needs: damaged files, downloads that were given up, and weights of which no record and no card
     * tells.
     *
     * @param pinned the SHA-256 values that the cards state
     */
    public List<Item> superfluous(Set<String> pinned) throws IOException {
        return items().stream()
                .filter(item -> switch (item.kind()) {
                    case WEIGHTS -> item.origins().isEmpty() && !pinned.contains(item.name());
                    case PARTIAL -> isAbandoned(item);
                    case DAMAGED -> true;
                })
                .toList();
    }

    private static Stream<Origin> origins(WeightsLock.Repository repository, String sha256) {
        return repository.files().stream()
                .filter(file -> file.sha256().equals(sha256))
                .map(file -> new Origin(file.name(), repository.address(), file.level(), repository.date()));
    }

    /** Removes a file. The record of its first use stays: the same address must still give the same file. */
    public void remove(Item item) throws IOException {
        if (item.kind() == Kind.WEIGHTS) {
            new RepositoryFolder(blobs).forget(item.file());
        }
        Files.deleteIfExists(item.file());
    }

    private static boolean isAbandoned(Item partial) {
        try {
            Instant changed = Files.getLastModifiedTime(partial.file(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            Duration age = partial.sizeBytes() == 0 ? BEGUN : ABANDONED;
            return changed.isBefore(Instant.now().minus(age));
        } catch (IOException e) {
            return false;
        }
    }

    private static long sizeBytes(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }
}
