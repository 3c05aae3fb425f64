package org.inceptionnext.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.CardCache;
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
    private final CardCache cards;

    /** What a file of the store is. */
    public enum Kind {
        /** Weights, whole. */
        WEIGHTS,
        /** What a registry said, to be used while it is not asked, or does not answer. */
        CARD,
        /** The beginning of a file, to be continued. */
        PARTIAL,
        /** A file that was set aside because its content no longer had the hash of its name. */
        DAMAGED
    }

    /**
     * What is recorded of a file.
     *
     * @param model the model it is for; of a repository or an address, that
     * @param url the address it is from
     * @param level how far it was verified; empty of what is verified when it is used
     * @param date the day on which it came, in UTC
     */
    public record Origin(String model, String url, Optional<IntegrityLevel> level, String date) {}

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
        this.cards = new CardCache(folder);
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
        Map<String, List<Origin>> origins = origins();
        List<Item> items = new ArrayList<>();
        for (Path file : blobs.list("blobs/sha256")) {
            String sha256 = file.getFileName().toString();
            items.add(new Item(Kind.WEIGHTS, file, sizeBytes(file), origins.getOrDefault(sha256, List.of())));
        }
        for (Path file : cards.files()) {
            List<Origin> origin =
                    cards
                            .read(file)
                            .map(kept -> new Origin(kept.url(), kept.url(), Optional.empty(), kept.date()))
                            .stream()
                            .toList();
            items.add(new Item(Kind.CARD, file, sizeBytes(file), origin));
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
     * Returns what nobody needs: damaged files, downloads that were given up, weights of which no record and no card
     * tells, and what registries said that are configured no more.
     *
     * @param pinned the SHA-256 values that the cards state
     * @param registries where registries are that are still asked
     */
    public List<Item> superfluous(Set<String> pinned, Set<URI> registries) throws IOException {
        return items().stream()
                .filter(item -> switch (item.kind()) {
                    case WEIGHTS -> item.origins().isEmpty() && !pinned.contains(item.name());
                    case CARD ->
                        item.origins().stream()
                                .noneMatch(origin -> registries.stream()
                                        .anyMatch(place -> origin.url().startsWith(place.toString())));
                    case PARTIAL -> isAbandoned(item);
                    case DAMAGED -> true;
                })
                .toList();
    }

    /** Returns what is recorded, by the SHA-256 of the files. */
    private Map<String, List<Origin>> origins() throws IOException {
        Map<String, List<Origin>> origins = new HashMap<>();
        for (WeightsLock.Entry entry : lock.entries()) {
            add(origins, entry.sha256(), entry.model(), entry.url(), entry.level(), entry.date());
        }
        for (WeightsLock.Repository one : lock.repositories()) {
            for (WeightsLock.RepositoryFile file : one.files()) {
                add(origins, file.sha256(), one.address(), one.address() + "/" + file.name(), file.level(), one.date());
            }
        }
        for (WeightsLock.Address one : lock.addresses()) {
            add(origins, one.sha256(), one.url(), one.url(), one.level(), one.date());
        }
        return origins;
    }

    private static void add(
            Map<String, List<Origin>> origins,
            String sha256,
            String model,
            String url,
            IntegrityLevel level,
            String date) {
        origins.computeIfAbsent(sha256, key -> new ArrayList<>()).add(new Origin(model, url, Optional.of(level), date));
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
