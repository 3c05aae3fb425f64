package org.inceptionnext.djl;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.fetch.registries.Configuration;
import org.inceptionnext.fetch.registries.Registries;
import org.inceptionnext.registry.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry that this process was configured with, read when it is first needed. DJL makes factories by their names and
 * hands them nothing, so that they have to find it here; everything else is given it.
 */
public final class ProcessRegistry {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProcessRegistry.class);

    private static @Nullable ProcessRegistry instance;

    private final Registry registry;
    private final NetworkSettings network;

    private final @Nullable IOException problem;

    private ProcessRegistry(Registry registry, NetworkSettings network, @Nullable IOException problem) {
        this.registry = registry;
        this.network = network;
        this.problem = problem;
    }

    /**
     * Returns the registry. A configuration that cannot be read is told in the log, and the library's own models stay: an
     * exception here would keep DJL from loading any model at all.
     */
    public static Registry get() {
        return instance().registry;
    }

    /** Returns how this process reaches the network, with the tokens of the configuration. */
    public static NetworkSettings network() {
        return NetworkSettings.ofProcess().withTokensOf(instance().network);
    }

    /** Returns what is wrong with the configuration, if something is; then only the library's own models are known. */
    public static Optional<IOException> problem() {
        return Optional.ofNullable(instance().problem);
    }

    private static ProcessRegistry configured() {
        NetworkSettings network = NetworkSettings.ofProcess();
        Path store = WeightFetcher.folder(Utils.getCacheDir());
        try {
            Configuration configuration = Configuration.of(System.getenv(), System.getProperties());
            return new ProcessRegistry(
                    Registries.of(configuration, network, store), network.withTokens(configuration.tokens()), null);
        } catch (IOException e) {
            LOGGER.warn("The registries of the configuration are left out: {}", e.getMessage());
            return new ProcessRegistry(Registry.builtin(), network, e);
        }
    }

    private static synchronized ProcessRegistry instance() {
        ProcessRegistry known = instance;
        if (known == null) {
            known = configured();
            instance = known;
        }
        return known;
    }
}
