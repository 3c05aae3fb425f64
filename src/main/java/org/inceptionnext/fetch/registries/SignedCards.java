package org.inceptionnext.fetch.registries;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.signing.ModelSignature;
import org.inceptionnext.fetch.signing.ModelSignatureException;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.registry.CardSource;
import org.inceptionnext.registry.Coordinates;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Origin;
import org.inceptionnext.registry.Release;
import org.inceptionnext.registry.ReleaseFile;

/** Cards of a registry for which keys are trusted: a version is used only if one of them signed all of its files. */
final class SignedCards implements CardSource {
    private final CardSource cards;
    private final Optional<Path> folder;
    private final TrustedKeys keys;

    /**
     * @param folder the registry's folder, if it is one: there the files themselves are compared
     */
    SignedCards(CardSource cards, Optional<Path> folder, TrustedKeys keys) {
        this.cards = cards;
        this.folder = folder;
        this.keys = keys;
    }

    @Override
    public String name() {
        return cards.name();
    }

    @Override
    public Optional<URI> root() {
        return cards.root();
    }

    @Override
    public Set<String> groups() {
        return cards.groups();
    }

    @Override
    public boolean isLocal() {
        return cards.isLocal();
    }

    @Override
    public byte[] read(String path) throws IOException {
        return cards.read(path);
    }

    @Override
    public List<String> notes() {
        return cards.notes();
    }

    @Override
    public ModelCard vouch(Release listed, CardParser parser) throws IOException {
        ModelCard card = listed.card();
        String metadata = Coordinates.metadataPath(card.application(), card.group(), card.name());
        String version = metadata.substring(0, metadata.lastIndexOf('/') + 1) + card.version() + "/";
        ModelSignature signature = folder.isPresent()
                ? ModelSignature.verify(folder.get().resolve(version), keys)
                : verifyListed(listed, version);
        byte[] ownCard = folder.isPresent()
                ? Files.readAllBytes(folder.get().resolve(version).resolve(Release.CARD_FILE))
                : small(version + Release.CARD_FILE);
        if (!Sha256.of(ownCard).equals(signature.digests().get(Release.CARD_FILE))) {
            throw ModelSignatureException.otherFiles(version + Release.CARD_FILE + " was changed", Release.CARD_FILE);
        }
        Release signed = parser.parse(ownCard).get(0);
        if (!signed.card().equals(card) || !signed.files().equals(listed.files())) {
            throw ModelSignatureException.otherFiles(
                    metadata + " says something else of version " + card.version() + " than its signed "
                            + Release.CARD_FILE + ": the metadata was changed",
                    "metadata.json");
        }
        return signed.card()
                .withOrigin(
                        new Origin(cards.name(), Optional.of(signature.signer().hint())));
    }

    /**
     * Nothing lists the files behind an address but the metadata: those are read and compared. Of the weights their stated
     * hash is compared; whoever loads them compares the bytes with it.
     */
    private ModelSignature verifyListed(Release listed, String version) throws IOException {
        byte[] bytes;
        try {
            bytes = small(version + ModelSignature.FILE_NAME);
        } catch (NoSuchFileException e) {
            throw ModelSignatureException.unsigned(version + " of " + name());
        }
        ModelSignature signature = ModelSignature.open(bytes, name() + ": " + version + ModelSignature.FILE_NAME, keys);
        Map<String, String> found = new TreeMap<>();
        found.put(Release.CARD_FILE, Sha256.of(small(version + Release.CARD_FILE)));
        for (ReleaseFile file : listed.files()) {
            found.put(
                    file.name(),
                    file.sizeBytes() > MAX_FILE_BYTES || isWeights(file, listed.card())
                            ? file.sha256()
                            : Sha256.of(small(version + file.name())));
        }
        signature.requireSame(found);
        return signature;
    }

    private static boolean isWeights(ReleaseFile file, ModelCard card) {
        return card.weights().sources().stream()
                .anyMatch(source -> source.sha256()
                        .map(pin -> pin.hex().equals(file.sha256()))
                        .orElse(false));
    }

    private byte[] small(String path) throws IOException {
        return cards instanceof WebCards web ? web.readFixed(path) : cards.read(path);
    }
}
