package org.inceptionnext.fetch.registries;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.store.CardCache;
import org.inceptionnext.registry.CardSource;
import org.inceptionnext.registry.FolderCards;
import org.inceptionnext.registry.Registry;

/** Makes the registry of a program: the library's cards, then those of the places that the user names. */
public final class Registries {
    private Registries() {}

    /**
     * Returns the registry of these places. Nothing is read yet.
     *
     * @param network how they are reached; with the configuration's tokens
     * @param store the folder of {@link org.inceptionnext.fetch.WeightFetcher}, which keeps what was read
     */
    public static Registry of(Configuration configuration, NetworkSettings network, Path store) {
        if (configuration.places().isEmpty()) {
            return Registry.builtin();
        }
        NetworkSettings settings = network.withTokens(configuration.tokens());
        CardCache cache = new CardCache(store);
        List<CardSource> sources = new ArrayList<>();
        for (RegistryPlace place : configuration.places()) {
            Optional<Path> folder = place.folder();
            CardSource cards = folder.isPresent()
                    ? new FolderCards(place.name(), folder.get(), place.groups())
                    : new WebCards(place, settings, cache);
            sources.add(place.keys().isEmpty() ? cards : new SignedCards(cards, folder, place.keys()));
        }
        return Registry.of(sources);
    }

    /**
     * Returns the registry of this process.
     *
     * @param store as for {@link #of}
     * @throws ConfigurationException if the configuration is not what it must be
     */
    public static Registry ofProcess(NetworkSettings network, Path store) throws IOException {
        return of(Configuration.of(System.getenv(), System.getProperties()), network, store);
    }
}
