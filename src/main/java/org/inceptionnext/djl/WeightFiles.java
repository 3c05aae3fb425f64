package org.inceptionnext.djl;

import ai.djl.util.Progress;
import ai.djl.util.Utils;
import java.io.IOException;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.TensorCheck;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.RegisteredNetworks;
import org.inceptionnext.registry.ModelCard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the weights for some arguments are. */
final class WeightFiles {
    private static final Logger LOGGER = LoggerFactory.getLogger(WeightFiles.class);

    private WeightFiles() {}

    /**
     * Returns the user's own file if there is one, and never fetches then; otherwise the card's, fetched and verified.
     *
     * @param progress hears how a download goes
     */
    static FetchedWeights locate(ModelArguments arguments, @Nullable Progress progress) throws IOException {
        if (arguments.weights().isPresent()) {
            return WeightFetcher.userFile(arguments.weights().get());
        }
        return fetcher().fetch(request(arguments.card(), new Reporter(progress)));
    }

    /** Returns whether {@link #locate} needs no network. */
    static boolean isHere(ModelArguments arguments) throws IOException {
        return arguments.weights().isPresent()
                || arguments.card().isEmbedded()
                || fetcher()
                        .present(request(arguments.card(), new Reporter(null)))
                        .isPresent();
    }

    private static WeightFetcher fetcher() {
        return new WeightFetcher(WeightFetcher.folder(Utils.getCacheDir()), NetworkSettings.ofProcess());
    }

    private static FetchRequest request(ModelCard card, FetchListener listener) {
        NetworkDefinition network = RegisteredNetworks.get(card.network());
        // Published weights have the card's classes; only a user's own file may have others.
        int classes = card.labels().classNames().size();
        TensorCheck check =
                tensors -> Weights.bind(network.graph(network.defaultOptions().withNumClasses(classes)), tensors);
        return FetchRequest.of(card, check).toldTo(listener);
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
