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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * The cards of this library as DJL's repository: metadata comes from the class path, so nothing here needs a network.
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
        String resource = Registry.resource(card(mrl));
        // Our own class's loader: under DJL Serving the thread's knows nothing of this jar yet.
        try (InputStream in = InceptionNextRepository.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path");
            }
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            Metadata metadata = JsonUtils.GSON.fromJson(reader, Metadata.class);
            metadata.init(arguments);
            metadata.setRepositoryUri(mrl.toURI());
            return metadata;
        } catch (JsonParseException e) {
            throw new IOException(resource + ": " + e.getMessage(), e);
        }
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
        ModelFolder.write(folder, find(artifact.getMetadata().getArtifactId()));
    }

    @Override
    public List<MRL> getResources() {
        return List.copyOf(resources);
    }

    @Override
    public void addResource(MRL mrl) {
        resources.add(mrl);
    }

    private static ModelCard card(MRL mrl) throws IOException {
        return find(mrl.getArtifactId());
    }

    private static ModelCard find(String name) throws IOException {
        try {
            return Registry.builtin().find(name);
        } catch (UnknownModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
