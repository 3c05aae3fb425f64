package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.signing.ModelSignature;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.fetch.store.StoreLock;
import org.inceptionnext.registry.CardSource;
import org.inceptionnext.registry.CardWriter;
import org.inceptionnext.registry.CardWriter.Labelling;
import org.inceptionnext.registry.Coordinates;
import org.inceptionnext.registry.FolderCards;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.MetadataFile;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Origin;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.PublishedWeights;
import org.inceptionnext.registry.Release;
import org.inceptionnext.registry.ReleaseFile;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.registry.Yank;

/**
 * A registry that is a folder, in DJL's layout of an mlrepo. Any server of static files can serve it.
 *
 * <ul>
 *   <li>{@code index.txt}: the metadata files, one a line
 *   <li>{@code model/cv/.../com/acme/cells/metadata.json}: all versions, for DJL and for {@code Registry}
 *   <li>{@code model/cv/.../com/acme/cells/1.2.0/}: the version's files, never changed; signed together
 *   <li>{@code blobs/sha256/}: weights by the hash of their content, which programs load; the version's own
 *       {@code model.safetensors} is the same file under a second name (a hard link), or a copy where there are no such links
 * </ul>
 *
 * <p>A version appears when the metadata is replaced, in one step and after everything that it names. Whoever is killed
 * before leaves files that nothing names; the next publisher removes them. One publisher at a time: the others wait.
 */
public final class RegistryFolder {
    private static final String STAGING = ".staging";
    private static final String LOCK = ".lock";
    private static final Duration WAIT = Duration.ofMinutes(10);

    private final Path root;
    private final StepListener steps;

    /** Hears before each step that changes the folder; tests interrupt there. */
    @FunctionalInterface
    interface StepListener {
        void before(String step) throws IOException;
    }

    /** Names the folder; it is made when something is published. */
    public RegistryFolder(Path root) {
        this(root, step -> {});
    }

    RegistryFolder(Path root, StepListener steps) {
        this.root = root;
        this.steps = steps;
    }

    /**
     * Publishes a version.
     *
     * @param key signs all of the version's files, if given
     * @param listener hears if another publisher is waited for
     * @return the version as it is listed
     * @throws PublishException if the version is there already, or something in it cannot be published
     */
    public Release publish(Publication publication, Optional<SigningKey> key, FetchListener listener)
            throws IOException {
        publication.requireSpelling();
        Files.createDirectories(root);
        return locked(listener, () -> {
            removeLeftovers();
            try {
                Release release = publishAlone(publication, key);
                removeLeftovers();
                return release;
            } catch (IOException | RuntimeException e) {
                removeLeftovers();
                throw e;
            }
        });
    }

    private Release publishAlone(Publication publication, Optional<SigningKey> key) throws IOException {
        String metadata = Coordinates.metadataPath(publication.application(), publication.group(), publication.name());
        List<Release> releases = releases(metadata);
        requireNew(publication, releases);
        Path staging = Files.createDirectories(
                root.resolve(STAGING).resolve(UUID.randomUUID().toString()));
        Release release = stage(staging, publication, key);
        Path home = home(metadata).resolve(publication.version());
        Files.createDirectories(home(metadata));
        // Nothing names a folder of this version, so a publisher that was killed left it.
        ModelFiles.deleteTree(home);
        step("place the version's files");
        move(staging, home);
        ModelFiles.force(home(metadata));
        List<Release> all = new ArrayList<>(releases);
        all.add(release);
        list(metadata, all);
        return release;
    }

    /**
     * Marks a version as not to be used any more. Its files stay.
     *
     * @param reason why, for those who use it
     * @throws PublishException if there is no such version
     */
    public Release yank(String group, String name, String version, String reason) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new PublishException(root + " is no registry: there is no such folder.");
        }
        return locked(FetchListener.SILENT, () -> {
            for (String application : List.of("cv/image_classification", "cv/object_detection")) {
                String metadata = Coordinates.metadataPath(application, group, name);
                List<Release> releases = new ArrayList<>(releases(metadata));
                for (int i = 0; i < releases.size(); i++) {
                    Release release = releases.get(i);
                    if (release.card().version().equals(version)) {
                        Yank yank =
                                new Yank(reason, LocalDate.now(ZoneOffset.UTC).toString());
                        Release yanked = new Release(release.card(), release.files(), Optional.of(yank));
                        releases.set(i, yanked);
                        list(metadata, releases);
                        return yanked;
                    }
                }
            }
            throw new PublishException(root + " holds no version " + version + " of " + group + "/" + name + ".");
        });
    }

    /** Returns the folder that a metadata file stands in, beside its versions. */
    Path home(String metadata) {
        return root.resolve(metadata.substring(0, metadata.lastIndexOf('/')));
    }

    /** Returns the versions that a metadata file lists; none if there is no such file. */
    List<Release> releases(String metadata) throws IOException {
        Path file = root.resolve(metadata);
        if (!Files.exists(file)) {
            return List.of();
        }
        return new MetadataFile(source()).read(Files.readAllBytes(file));
    }

    CardSource source() {
        return new FolderCards(root.toString(), root, Set.of());
    }

    Path root() {
        return root;
    }

    /** Returns the paths of all metadata files that are there, relative to the root, sorted. */
    List<String> metadataFiles() throws IOException {
        Path model = root.resolve("model");
        if (!Files.isDirectory(model)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(model)) {
            return files.filter(file -> file.endsWith("metadata.json"))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** Something that only one publisher does at a time. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T locked(FetchListener listener, Work<T> work) throws IOException {
        try (StoreLock lock = StoreLock.acquire(root.resolve(LOCK), WAIT, () -> 0, listener)) {
            return lock.run(exclusive -> {
                if (!exclusive) {
                    throw new PublishException(root + " is on a file system without locks, where two publishers could"
                            + " meet. Publish into a local folder, and copy that.");
                }
                return work.run();
            });
        }
    }

    private static void requireNew(Publication publication, List<Release> releases) throws PublishException {
        for (Release release : releases) {
            if (release.card().version().equals(publication.version())) {
                throw new PublishException(publication.qualifiedName() + " " + publication.version()
                        + " is there already, and a version is never changed. Publish this under another version;"
                        + " --yank takes one back.");
            }
        }
    }

    /** Writes all files of a version where nobody looks, and its weights to their place. */
    private Release stage(Path staging, Publication publication, Optional<SigningKey> key) throws IOException {
        step("write the weights");
        Path weights = ModelFiles.writeWeights(staging, publication.tensors(), publication.texts());
        ReleaseFile hashed = HashedFile.of(weights);
        ModelCard card = card(publication, hashed, tensorDigest(weights));
        step("write the descriptions");
        ModelFiles.writeDescriptions(staging, card, publication.metrics());
        List<ReleaseFile> files = new ArrayList<>();
        for (Path file : list(staging)) {
            files.add(HashedFile.of(file));
        }
        Release release = new Release(card, files, Optional.empty());
        ModelFiles.writeCard(staging, release);
        if (key.isPresent()) {
            step("sign");
            ModelSignature.sign(staging, key.get());
        }
        ModelFiles.force(staging);
        step("place the weights");
        placeBlob(weights, hashed.sha256());
        return release;
    }

    private ModelCard card(Publication publication, ReleaseFile weights, String tensorDigest) {
        String publisher = "the publisher of " + publication.qualifiedName() + " " + publication.version();
        Location blob = new Location.Address(source().root().orElseThrow().resolve("blobs/sha256/" + weights.sha256()));
        WeightSource source = new WeightSource(
                blob, Optional.of(weights.sizeBytes()), Optional.of(new Pin(weights.sha256(), publisher)));
        return new ModelCard(
                publication.group(),
                publication.name(),
                Optional.empty(),
                publication.version(),
                publication.application(),
                publication.about(),
                publication.network(),
                publication.parameters(),
                publication.labels(),
                List.of(publication.preset()),
                publication.detector(),
                new PublishedWeights(Optional.of(new Pin(tensorDigest, publisher)), List.of(source)),
                new Origin(source().name(), Optional.empty()));
    }

    private static String tensorDigest(Path weights) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(weights)) {
            return TensorDigest.of(checkpoint.tensors().values());
        }
    }

    private void placeBlob(Path weights, String sha256) throws IOException {
        Path blobs = Files.createDirectories(root.resolve("blobs/sha256"));
        Path blob = blobs.resolve(sha256);
        if (Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)
                && HashedFile.of(blob).sha256().equals(sha256)) {
            // The same weights under another name or version: one file for both.
            Path link = weights.resolveSibling(".link");
            if (linked(link, blob)) {
                move(link, weights);
            }
            return;
        }
        Path beside = Files.createDirectories(root.resolve(STAGING)).resolve(sha256);
        Files.deleteIfExists(beside);
        if (!linked(beside, weights)) {
            Files.copy(weights, beside);
        }
        Files.move(beside, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ModelFiles.force(blobs);
    }

    private static boolean linked(Path link, Path existing) {
        try {
            Files.createLink(link, existing);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without hard links.
            return false;
        }
    }

    /** Makes versions known: the metadata is replaced in one step, then the index, which grows with a new model only. */
    private void list(String metadata, List<Release> releases) throws IOException {
        List<Release> sorted = releases.stream()
                .sorted(Comparator.comparing((Release release) -> release.yank().isPresent())
                        .thenComparing(release -> release.card().version(), VersionOrder.NEWEST_FIRST))
                .toList();
        byte[] json = new CardWriter(Labelling.IN_FULL).write(sorted);
        step("list the version");
        ModelFiles.write(root.resolve(metadata), new String(json, StandardCharsets.UTF_8));
        step("list the model");
        ModelFiles.write(root.resolve(CardSource.INDEX), String.join("\n", metadataFiles()) + "\n");
    }

    private void removeLeftovers() throws IOException {
        ModelFiles.deleteTree(root.resolve(STAGING));
    }

    private void step(String step) throws IOException {
        steps.before(step);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
            throw new PublishException(to + " cannot be put in place in one step: " + e.getMessage());
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
