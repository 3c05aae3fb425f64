package org.inceptionnext.djl;

import ai.djl.Application;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.inceptionnext.registry.CardProblem;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one group of the user's own registries. DJL wants a zoo for each group when it starts; what is in it is
 * read when somebody asks, since that may need a network.
 */
final class GroupModelZoo extends ModelZoo {
    private static final Logger LOGGER = LoggerFactory.getLogger(GroupModelZoo.class);

    private final Registry registry;
    private final String group;

    GroupModelZoo(Registry registry, String group) {
        this.registry = registry;
        this.group = group;
    }

    @Override
    public String getGroupId() {
        return group;
    }

    @Override
    public Set<String> getSupportedEngines() {
        return Set.of(PtEngine.ENGINE_NAME);
    }

    @Override
    public Collection<ModelLoader> getModelLoaders() {
        List<ModelLoader> loaders = new ArrayList<>();
        for (ModelCard card : registry.cards()) {
            if (card.group().equals(group)) {
                loaders.add(loader(card));
            }
        }
        for (CardProblem problem : registry.problems()) {
            LOGGER.warn("A registry or model is left out: {}: {}", problem.resource(), problem.message());
        }
        return loaders;
    }

    /** Returns the loader of a model; null if the group has none of this name, as DJL's own zoos do. */
    @Override
    public @Nullable ModelLoader getModelLoader(String name) {
        try {
            return loader(registry.find(group + "/" + name));
        } catch (UnknownModelException e) {
            LOGGER.warn("{}", e.getMessage());
            return null;
        }
    }

    private static ModelLoader loader(ModelCard card) {
        Repository repository =
                new InceptionNextRepository(card.group(), URI.create("djl://" + card.group() + "/" + card.name()));
        return new InceptionNextModelLoader(
                card, repository.model(Application.of(card.application()), card.group(), card.name()));
    }
}
