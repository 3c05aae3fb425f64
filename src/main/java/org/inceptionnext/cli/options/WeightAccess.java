package org.inceptionnext.cli.options;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.djl.ProcessRegistry;
import org.inceptionnext.fetch.AcceptedRisk;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.OwnWeights;
import org.inceptionnext.fetch.TensorCheck;
import org.inceptionnext.fetch.WeightCache;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.jspecify.annotations.Nullable;

/** The store and the way to the publishers, as the global options say. */
public final class WeightAccess {
    private final Console console;

    public WeightAccess(Console console) {
        this.console = console;
    }

    public Path folder() {
        return WeightFetcher.folder(Utils.getCacheDir());
    }

    public WeightCache cache() {
        return new WeightCache(folder());
    }

    public NetworkSettings network() {
        NetworkSettings settings = ProcessRegistry.network();
        return console.globals().offline ? settings.offline("--offline") : settings;
    }

    /**
     * @param lockFile a project's own {@code weights.lock}; null for the store's
     */
    public WeightFetcher fetcher(@Nullable Path lockFile) {
        return lockFile == null
                ? new WeightFetcher(folder(), network())
                : new WeightFetcher(folder(), network(), lockFile);
    }

    /** Fetches a model's published weights with a progress line. (Loading the model would fetch them too, but without one.) */
    public void fetch(ModelCard card) throws IOException {
        if (card.isEmbedded()) {
            return;
        }
        try (TransferProgress progress = new TransferProgress(console)) {
            fetcher(null).fetch(request(card, progress));
        }
    }

    /**
     * Returns the file or folder of a user's own weights; what is on a hub is fetched with a progress line, and the user is told how
     * far it was verified.
     */
    public Path locate(WeightsPlace place) throws IOException {
        if (place instanceof WeightsPlace.Local local) {
            return local.path();
        }
        FetchedWeights fetched = fetch(place, null, AcceptedRisk.NONE);
        console.detail(fetched.source() + "; " + fetched.level().statement());
        return fetched.file();
    }

    /** Returns the file or folder that a text names, as {@link #locate(WeightsPlace)}. */
    public Path locate(String place) throws IOException {
        return locate(WeightsPlaces.parse(place));
    }

    /**
     * Fetches a user's own weights from where they are.
     *
     * @param lockFile a project's own {@code weights.lock}; null for the store's
     */
    public FetchedWeights fetch(WeightsPlace place, @Nullable Path lockFile, AcceptedRisk risk) throws IOException {
        try (TransferProgress progress = new TransferProgress(console)) {
            return own(lockFile).fetch(place, risk, progress);
        }
    }

    /**
     * @param lockFile a project's own {@code weights.lock}; null for the store's
     */
    public OwnWeights own(@Nullable Path lockFile) {
        return lockFile == null ? new OwnWeights(folder(), network()) : new OwnWeights(folder(), network(), lockFile);
    }

    public static FetchRequest request(ModelCard card, FetchListener listener) {
        return FetchRequest.of(card, check(card)).withListener(listener);
    }

    /** Published weights have the card's classes; a user's own may have others. */
    public static TensorCheck check(ModelCard card) {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        int classes = card.labels().classNames().size();
        return tensors -> Weights.bind(network.graph(network.defaultOptions().withNumClasses(classes)), tensors);
    }
}
