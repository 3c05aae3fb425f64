package org.inceptionnext.djl;

import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.VersionRange;
import ai.djl.util.JsonUtils;
import ai.djl.util.Progress;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.registry.CardWriter;
import org.inceptionnext.registry.CardWriter.Labelling;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.Release;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * The cards of this library, and of the user's own registries, as DJL's repository. The library's metadata comes from the
 * class path, so that it needs no network.
 *
 * <p>It brings no weights. DJL gives {@link #prepare} no arguments, so it cannot know of {@code weights=FILE}; {@link
 * InceptionNextBlockFactory} has them and fetches.
 */
final class InceptionNextRepository extends AbstractRepository {
    private final List<MRL> resources = new ArrayList<>();

    InceptionNextRepository(String name, URI uri) {
        super(name, uri);
    }

    /** Returns true: what a model needs lies in DJL's cache, not beside the metadata. */
    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public Metadata locate(MRL mrl) throws IOException {
        ModelCard card = find(mrl.getGroupId(), mrl.getArtifactId());
        boolean isOurs = card.group().equals(InceptionNextModelZoo.GROUP_ID);
        try (Reader reader = isOurs ? resource(card) : written(card)) {
            Metadata metadata = JsonUtils.GSON.fromJson(reader, Metadata.class);
            metadata.init(arguments);
            metadata.setRepositoryUri(mrl.toURI());
            return metadata;
        } catch (JsonParseException e) {
            throw new IOException(card.qualifiedName() + ": " + e.getMessage(), e);
        }
    }

    private static Reader resource(ModelCard card) throws IOException {
        String resource = Registry.resource(card);
        // Our own class's loader: under DJL Serving the thread's knows nothing of this jar yet.
        InputStream in = InceptionNextRepository.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is not on the class path");
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    /**
     * The metadata of a registry's own card, written anew from what was understood of it: DJL would make any class that a
     * stranger's metadata names.
     */
    private static Reader written(ModelCard card) throws IOException {
        List<Release> releases = new ArrayList<>();
        for (Release release : ProcessRegistry.get().releases(card)) {
            releases.add(new Release(release.card(), List.of(), release.yank()));
        }
        if (releases.isEmpty()) {
            throw new IOException(card.qualifiedName() + " has no version that is not withdrawn");
        }
        byte[] metadata = new CardWriter(Labelling.IN_FULL).write(releases);
        return new StringReader(new String(metadata, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable Artifact resolve(MRL mrl, @Nullable Map<String, String> filter) throws IOException {
        return locate(mrl).search(VersionRange.parse(mrl.getVersion()), filter).stream()
                .max(Comparator.comparing(Artifact::getParsedVersion))
                .orElse(null);
    }

    /** Writes the model's folder, which is small: see {@link ModelFolder}. */
    @Override
    public void prepare(Artifact artifact, @Nullable Progress progress) throws IOException {
        Path folder = getResourceDirectory(artifact);
        String group = artifact.getMetadata().getGroupId();
        String name = artifact.getMetadata().getArtifactId();
        boolean isOurs = group.equals(InceptionNextModelZoo.GROUP_ID);
        ModelFolder.write(folder, find(group, isOurs ? name : name + "@" + artifact.getVersion()));
    }

    @Override
    public List<MRL> getResources() {
        return List.copyOf(resources);
    }

    @Override
    public void addResource(MRL mrl) {
        resources.add(mrl);
    }

    private static ModelCard find(String group, String name) throws IOException {
        try {
            return ProcessRegistry.get().find(group + "/" + name);
        } catch (UnknownModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
