package org.inceptionnext.djl;

import ai.djl.util.Progress;
import ai.djl.util.Utils;
import java.io.IOException;
import java.util.Optional;
import org.inceptionnext.fetch.AcceptedRisk;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.OwnWeights;
import org.inceptionnext.fetch.TensorCheck;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the weights for some arguments are. */
final class WeightFiles {
    private static final Logger LOGGER = LoggerFactory.getLogger(WeightFiles.class);

    private WeightFiles() {}

    /**
     * Returns the user's own weights if there are any: as they are, or fetched if they are elsewhere. Otherwise the card's, fetched
     * and verified.
     *
     * @param progress hears how a download goes
     */
    static FetchedWeights locate(ModelArguments arguments, @Nullable Progress progress) throws IOException {
        Optional<WeightsPlace> own = own(arguments);
        if (own.isEmpty()) {
            return fetcher().fetch(request(published(arguments), new Reporter(progress)));
        }
        return places().fetch(own.get(), AcceptedRisk.NONE, new Reporter(progress));
    }

    /** Returns whether {@link #locate} needs no network. */
    static boolean isHere(ModelArguments arguments) throws IOException {
        Optional<WeightsPlace> own = own(arguments);
        if (own.isPresent()) {
            return places().isHere(own.get(), new Reporter(null));
        }
        ModelCard published = published(arguments);
        return published.isEmbedded()
                || fetcher().present(request(published, new Reporter(null))).isPresent();
    }

    private static Optional<WeightsPlace> own(ModelArguments arguments) {
        return arguments
                .backboneStart()
                .map(start -> start.file().<WeightsPlace>map(WeightsPlace.Local::new))
                .orElse(arguments.weights());
    }

    private static OwnWeights places() {
        return new OwnWeights(WeightFetcher.folder(Utils.getCacheDir()), ProcessRegistry.network());
    }

    /** Returns the model whose published weights are meant: of a detector that is to be trained, that of its backbone. */
    private static ModelCard published(ModelArguments arguments) {
        return arguments
                .backboneStart()
                .map(ModelArguments.BackboneStart::classifier)
                .orElse(arguments.card());
    }

    private static WeightFetcher fetcher() {
        return new WeightFetcher(WeightFetcher.folder(Utils.getCacheDir()), ProcessRegistry.network());
    }

    private static FetchRequest request(ModelCard card, FetchListener listener) {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        // Published weights have the card's classes; only a user's own file may have others.
        int classes = card.labels().classNames().size();
        TensorCheck check =
                tensors -> Weights.bind(network.graph(network.defaultOptions().withNumClasses(classes)), tensors);
        return FetchRequest.of(card, check).withListener(listener);
    }

    /** Hands DJL's progress bar the bytes, and its log what a person may want to know. */
    private static final class Reporter implements FetchListener {
        private final @Nullable Progress progress;
        private boolean started;

        Reporter(@Nullable Progress progress) {
            this.progress = progress;
        }

        @Override
        public void progress(String url, long doneBytes, long totalBytes) {
            if (progress == null) {
                return;
            }
            if (!started) {
                started = true;
                progress.reset("Downloading", Math.max(doneBytes, totalBytes), url);
            }
            progress.update(doneBytes);
        }

        @Override
        public void note(String message) {
            LOGGER.warn("{}", message);
        }
    }
}
