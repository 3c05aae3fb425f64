package org.inceptionnext.djl;

import ai.djl.Application;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.registry.CardProblem;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of this library, for DJL. */
public final class InceptionNextModelZoo extends ModelZoo {

    /** DJL's name of this zoo; name it in every {@code Criteria}, or DJL searches the other zoos first. */
    public static final String GROUP_ID = "org.inceptionnext";

    private static final Logger LOGGER = LoggerFactory.getLogger(InceptionNextModelZoo.class);

    private final Registry registry;
    private final Map<String, ModelLoader> loaders;

    InceptionNextModelZoo() {
        this(Registry.builtin());
    }

    InceptionNextModelZoo(Registry registry) {
        this.registry = registry;
        Map<String, ModelLoader> inOrder = new LinkedHashMap<>();
        for (ModelCard card : registry.cards()) {
            Repository repository =
                    new InceptionNextRepository(GROUP_ID, URI.create("djl://" + GROUP_ID + "/" + card.name()));
            inOrder.put(
                    card.name(),
                    new InceptionNextModelLoader(
                            card, repository.model(Application.of(card.application()), GROUP_ID, card.name())));
        }
        this.loaders = Collections.unmodifiableMap(inOrder);
        for (CardProblem problem : registry.problems()) {
            LOGGER.warn("A model is left out, its card cannot be used: {}: {}", problem.resource(), problem.message());
        }
    }

    @Override
    public String getGroupId() {
        return GROUP_ID;
    }

    @Override
    public Set<String> getSupportedEngines() {
        return Set.of(PtEngine.ENGINE_NAME);
    }

    /** Returns the loaders in a fixed order; the first needs no network. */
    @Override
    public Collection<ModelLoader> getModelLoaders() {
        return loaders.values();
    }

    /**
     * Returns the loader of a model, under any spelling that {@link Registry#find} takes.
     *
     * @throws IllegalArgumentException if there is no such model; the message names the nearest
     */
    @Override
    public ModelLoader getModelLoader(String name) {
        try {
            ModelLoader loader = loaders.get(registry.find(name).name());
            if (loader == null) {
                throw new IllegalStateException("the registry knows " + name + ", the zoo does not");
            }
            return loader;
        } catch (UnknownModelException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
