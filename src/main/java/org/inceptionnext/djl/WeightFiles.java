package org.inceptionnext.djl;

import ai.djl.util.Utils;
import java.io.IOException;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.WeightFetcher;

/** Where the weights for some arguments are. */
final class WeightFiles {
    private WeightFiles() {}

    /** Returns the user's own file if there is one, and never fetches then; otherwise the card's, verified. */
    static FetchedWeights locate(ModelArguments arguments) throws IOException {
        if (arguments.weights().isPresent()) {
            return WeightFetcher.userFile(arguments.weights().get());
        }
        return new WeightFetcher(Utils.getCacheDir().resolve("inceptionnext")).fetch(arguments.card());
    }
}
