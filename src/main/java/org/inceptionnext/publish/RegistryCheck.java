package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.TensorCheck;
import org.inceptionnext.fetch.signing.ModelSignature;
import org.inceptionnext.fetch.signing.ModelSignatureException;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.CardSource;
import org.inceptionnext.registry.Coordinates;
import org.inceptionnext.registry.MetadataFile;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.Release;
import org.inceptionnext.registry.ReleaseFile;
import org.inceptionnext.registry.WeightSource;

/**
 * Reads a whole registry: every file of every version against its hashes, every card against its own copy in the version's
 * folder, all weights against their network, signatures if there are any. Writes nothing.
 */
public final class RegistryCheck {
    private final RegistryFolder registry;
    private final TrustedKeys keys;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> blobsNamed = new HashSet<>();
    private final Map<Path, ReleaseFile> hashed = new HashMap<>();
    private int models;
    private int versions;

    /**
     * What was found.
     *
     * @param models how many models are listed
     * @param versions how many versions they have, with those withdrawn
     * @param problems what is wrong, each with its file
     * @param notes what is in nobody's way, such as files that a publisher left who was killed
     */
    public record Report(int models, int versions, List<String> problems, List<String> notes) {
        /** Makes a report; the lists are copied. */
        public Report {
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
        }
    }

    private RegistryCheck(RegistryFolder registry, TrustedKeys keys) {
        this.registry = registry;
        this.keys = keys;
    }

    /**
     * Checks a registry.
     *
     * @param folder its root
     * @param keys who may sign; with keys, a version that is not signed is a problem
     * @throws IOException if the folder cannot be read
     */
    public static Report of(Path folder, TrustedKeys keys) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new PublishException(folder + " is no registry: there is no such folder.");
        }
        RegistryCheck check = new RegistryCheck(new RegistryFolder(folder), keys);
        check.run();
        return new Report(check.models, check.versions, check.problems, check.notes);
    }

    private void run() throws IOException {
        Set<String> metadata = new TreeSet<>(registry.metadataFiles());
        Set<String> indexed = new TreeSet<>();
        Path index = registry.root().resolve(CardSource.INDEX);
        if (Files.isRegularFile(index)) {
            Files.readAllLines(index).stream().filter(line -> !line.isBlank()).forEach(indexed::add);
        } else if (!metadata.isEmpty()) {
            notes.add(CardSource.INDEX + " is not there yet: a publisher was killed. The next one writes it.");
        }
        for (String path : indexed) {
            if (!metadata.contains(path)) {
                problems.add(CardSource.INDEX + " names " + path + ", which is not there.");
            }
        }
        for (String path : metadata) {
            if (!indexed.isEmpty() && !indexed.contains(path)) {
                notes.add(path + " is not in " + CardSource.INDEX
                        + " yet: a publisher was killed. The next one adds it.");
            }
            model(path);
        }
        blobs();
        if (Files.exists(registry.root().resolve(".staging"))) {
            notes.add(".staging was left by a publisher that was killed, or is at work. The next one removes it.");
        }
    }

    private void model(String path) throws IOException {
        List<Release> releases;
        try {
            releases = new MetadataFile(registry.source())
                    .read(Files.readAllBytes(registry.root().resolve(path)));
            ModelCard card = releases.get(0).card();
            if (!path.equals(Coordinates.metadataPath(card.application(), card.group(), card.name()))) {
                problems.add(path + ": holds " + card.qualifiedName() + ", which does not belong there.");
                return;
            }
        } catch (IOException e) {
            problems.add(path + ": " + e.getMessage());
            return;
        }
        models++;
        Path home = registry.home(path);
        Set<String> listed = new HashSet<>();
        for (Release release : releases) {
            versions++;
            listed.add(release.card().version());
            version(home.resolve(release.card().version()), release);
        }
        try (Stream<Path> folders = Files.list(home)) {
            folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !listed.contains(name))
                    .sorted()
                    .forEach(
                            name -> notes.add(
                                    home.resolve(name)
                                            + " is listed nowhere: a publisher was killed. Publishing this version again replaces it."));
        }
    }

    private void version(Path folder, Release release) throws IOException {
        if (!Files.isDirectory(folder)) {
            problems.add(folder + ": listed, and not there.");
            return;
        }
        Set<String> expected = new TreeSet<>(Set.of(Release.CARD_FILE));
        for (ReleaseFile file : release.files()) {
            expected.add(file.name());
            same(folder.resolve(file.name()), file);
        }
        boolean isSigned = Files.isRegularFile(folder.resolve(ModelSignature.FILE_NAME));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!expected.contains(name) && !name.equals(ModelSignature.FILE_NAME)) {
                    problems.add(file + ": does not belong to the version.");
                }
            }
        }
        ownCard(folder.resolve(Release.CARD_FILE), release);
        weights(release);
        signature(folder, isSigned);
    }

    private void same(Path file, ReleaseFile stated) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            problems.add(file + ": listed, and not there.");
            return;
        }
        ReleaseFile found = hash(file);
        if (found.sizeBytes() != stated.sizeBytes()
                || !found.sha256().equals(stated.sha256())
                || !found.sha1().equals(stated.sha1())) {
            problems.add(file + ": SHA-256 is " + found.sha256() + " (" + found.sizeBytes() + " bytes), listed is "
                    + stated.sha256() + " (" + stated.sizeBytes() + " bytes).");
        }
    }

    private ReleaseFile hash(Path file) throws IOException {
        ReleaseFile known = hashed.get(file);
        if (known == null) {
            known = HashedFile.of(file);
            hashed.put(file, known);
        }
        return known;
    }

    private void ownCard(Path file, Release release) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            problems.add(file + ": not there.");
            return;
        }
        try {
            Release own = new MetadataFile(registry.source())
                    .read(Files.readAllBytes(file))
                    .get(0);
            if (!own.card().equals(release.card()) || !own.files().equals(release.files())) {
                problems.add(file + ": says something else than the metadata.json above it.");
            }
        } catch (IOException e) {
            problems.add(file + ": " + e.getMessage());
        }
    }

    private void weights(Release release) throws IOException {
        ModelCard card = release.card();
        for (WeightSource source : card.weights().sources()) {
            String sha256 = source.sha256().map(Pin::hex).orElse("");
            Path blob = registry.root().resolve("blobs/sha256").resolve(sha256.isEmpty() ? "none" : sha256);
            boolean isFirst = blobsNamed.add(sha256);
            if (!Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(
                        blob + ": the weights of " + card.qualifiedName() + " " + card.version() + " are not there.");
            } else if (!hash(blob).sha256().equals(sha256)) {
                if (isFirst) {
                    problems.add(blob + ": SHA-256 is " + hash(blob).sha256() + ", not that of its name.");
                }
            } else {
                network(blob, card);
            }
        }
    }

    private void network(Path blob, ModelCard card) {
        try (Checkpoint checkpoint = Checkpoint.open(blob)) {
            check(card).check(checkpoint.tensors());
            String digest = TensorDigest.of(checkpoint.tensors().values());
            if (!card.weights()
                    .tensorDigest()
                    .map(pin -> pin.hex().equals(digest))
                    .orElse(true)) {
                problems.add(blob + ": tensor digest is " + digest + ", not that of the card of " + card.qualifiedName()
                        + " " + card.version() + ".");
            }
        } catch (IOException e) {
            problems.add(
                    blob + ": no weights of " + card.qualifiedName() + " " + card.version() + ": " + e.getMessage());
        }
    }

    /** Returns the check of a card's weights: the network with the card's classes. */
    static TensorCheck check(ModelCard card) {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        int classes = card.labels().classNames().size();
        return tensors -> Weights.bind(network.graph(network.defaultOptions().withNumClasses(classes)), tensors);
    }

    private void signature(Path folder, boolean isSigned) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        if (!isSigned) {
            problems.add(ModelSignatureException.unsigned(folder.toString()).getMessage());
            return;
        }
        try {
            ModelSignature.verify(folder, keys);
        } catch (ModelSignatureException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void blobs() throws IOException {
        Path folder = registry.root().resolve("blobs/sha256");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> blobs = Files.list(folder)) {
            for (Path blob : blobs.sorted().toList()) {
                if (!blobsNamed.contains(blob.getFileName().toString())) {
                    notes.add(blob
                            + " belongs to no version: a publisher was killed, or the folder is a part of another.");
                }
            }
        }
    }
}
