package org.inceptionnext.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.registry.ModelCard;

/** The file that a training begins with. */
final class BeginningWeights {
    private BeginningWeights() {}

    /**
     * Opens the user's own file, or a classifier's published one, verified.
     *
     * @param own the user's; empty for the published one
     * @param otherwise what to do where nobody published any
     */
    static Checkpoint open(Console console, ModelCard card, String own, String otherwise) throws IOException {
        if (!own.isEmpty()) {
            return Checkpoint.open(WeightFetcher.userFile(Path.of(own)).file());
        }
        if (!card.isPublished()) {
            throw new FailureException(ExitCode.USAGE, "nobody publishes weights of " + card.name(), otherwise);
        }
        FetchedWeights fetched;
        try (TransferProgress progress = new TransferProgress(console)) {
            fetched = new WeightAccess(console).fetcher(null).fetch(WeightAccess.request(card, progress));
        }
        Checkpoint checkpoint = Checkpoint.open(fetched.file());
        try {
            fetched.requireVerified(checkpoint.tensors().values());
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }
}
