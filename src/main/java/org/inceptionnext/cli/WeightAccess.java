package org.inceptionnext.cli;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.TensorCheck;
import org.inceptionnext.fetch.WeightCache;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.jspecify.annotations.Nullable;

/** The store and the way to the publishers, as the global options say. */
final class WeightAccess {
    private final Console console;

    WeightAccess(Console console) {
        this.console = console;
    }

    Path folder() {
        return WeightFetcher.folder(Utils.getCacheDir());
    }

    WeightCache cache() {
        return new WeightCache(folder());
    }

    NetworkSettings network() {
        NetworkSettings settings = NetworkSettings.ofProcess();
        return console.globals().offline ? settings.offline("--offline") : settings;
    }

    /**
     * @param lockFile a project's own {@code weights.lock}; null for the store's
     */
    WeightFetcher fetcher(@Nullable Path lockFile) {
        return lockFile == null
                ? new WeightFetcher(folder(), network())
                : new WeightFetcher(folder(), network(), lockFile);
    }

    /** Brings a model's published weights, and shows how far it is: loading would fetch them by itself, but show nobody. */
    void bring(ModelCard card) throws IOException {
        if (card.isEmbedded()) {
            return;
        }
        try (TransferProgress progress = new TransferProgress(console)) {
            fetcher(null).fetch(request(card, progress));
        }
    }

    static FetchRequest request(ModelCard card, FetchListener listener) {
        return FetchRequest.of(card, check(card)).toldTo(listener);
    }

    /** Published weights have the card's classes; a user's own may have others. */
    static TensorCheck check(ModelCard card) {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        int classes = card.labels().classNames().size();
        return tensors -> Weights.bind(network.graph(network.defaultOptions().withNumClasses(classes)), tensors);
    }
}
