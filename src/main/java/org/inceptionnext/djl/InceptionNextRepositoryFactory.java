package org.inceptionnext.djl;

import ai.djl.Application;
import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code djl://} URLs. Those of this library's group, and of the user's own registries, give its own repository; for all others this does what
 * DJL's own factory does, which this one replaces and which cannot be called.
 *
 * <p>DJL's own factory asks the zoo for the model and then contacts DJL's server whatever the answer.
 */
public final class InceptionNextRepositoryFactory implements RepositoryFactory {
    private static final String DJL_SERVER = "https://mlrepo.djl.ai/";
    private static final Pattern VERSIONED = Pattern.compile("(.+)/([\\d.]+)(/(.*))?");

    /** Makes a factory; {@code ServiceLoader} calls this. It must not touch {@link ModelZoo}, which may be waiting for it. */
    public InceptionNextRepositoryFactory() {}

    @Override
    public Set<String> getSupportedScheme() {
        return Set.of("djl");
    }

    /**
     * Makes the repository of a URL {@code djl://group/artifact[/version[/name]][?argument=value&...]}.
     *
     * @throws IllegalArgumentException if the URL is malformed or names no model; for this library's group the message names
     *     the nearest models
     */
    @Override
    public Repository newInstance(String name, URI uri) {
        Coordinates coordinates = Coordinates.of(uri);
        return ProcessRegistry.get().groups().contains(coordinates.group())
                ? ours(name, uri, coordinates)
                : others(name, uri, coordinates);
    }

    private static Repository ours(String name, URI uri, Coordinates coordinates) {
        ModelCard card;
        try {
            card = ProcessRegistry.get().find(coordinates.group() + "/" + coordinates.artifact());
        } catch (UnknownModelException e) {
            throw new IllegalArgumentException(uri.getScheme() + "://" + uri.getHost() + ": " + e.getMessage(), e);
        }
        Application application = Application.of(card.application());
        return withModel(new InceptionNextRepository(name, uri), application, coordinates.withArtifact(card.name()));
    }

    private static Repository others(String name, URI uri, Coordinates coordinates) {
        String query = uri.getQuery();
        URI server = URI.create(query == null ? DJL_SERVER : DJL_SERVER + "?" + query);
        ModelZoo zoo = ModelZoo.getModelZoo(coordinates.group());
        if (zoo == null) {
            throw new IllegalArgumentException("ModelZoo not found in classpath: " + coordinates.group());
        }
        ModelLoader loader = zoo.getModelLoader(coordinates.artifact());
        if (loader == null) {
            throw new IllegalArgumentException("Invalid djl URL: " + uri);
        }
        return withModel(new RemoteRepository(name, server), loader.getApplication(), coordinates);
    }

    private static Repository withModel(Repository repository, Application application, Coordinates model) {
        repository.addResource(
                repository.model(application, model.group(), model.artifact(), model.version(), model.name()));
        return repository;
    }

    /** The parts of a {@code djl://} URL. */
    private record Coordinates(
            String group,
            String artifact,
            @Nullable String version,
            @Nullable String name) {

        static Coordinates of(URI uri) {
            String group = uri.getHost();
            String path = uri.getPath();
            String artifact = path != null && path.startsWith("/") ? path.substring(1) : path;
            if (group == null || artifact == null || artifact.isEmpty()) {
                throw new IllegalArgumentException("Invalid djl URL: " + uri);
            }
            Matcher matcher = VERSIONED.matcher(artifact);
            return matcher.matches()
                    ? new Coordinates(group, matcher.group(1), matcher.group(2), matcher.group(4))
                    : new Coordinates(group, artifact, null, null);
        }

        Coordinates withArtifact(String other) {
            return new Coordinates(group, other, version, name);
        }
    }
}
