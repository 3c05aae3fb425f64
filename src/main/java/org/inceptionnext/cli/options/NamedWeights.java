package org.inceptionnext.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;

/**
 * Weights that an argument names: the user's own file, those in a place on a hub, or those that a model is published with.
 *
 * @param file where they are, fetched if need be
 * @param card the model's, if it is one's name
 */
public record NamedWeights(Path file, Optional<ModelCard> card) {

    /**
     * Finds them; a file comes before a model of the same name.
     *
     * @param text the argument
     * @param reading refused where no file of the user's own is read
     * @throws FailureException if the text names nothing
     */
    public static NamedWeights locate(Console console, String text, CheckpointOptions reading) throws IOException {
        Optional<Path> own = ownFile(text);
        if (own.isPresent()) {
            return new NamedWeights(own.get(), Optional.empty());
        }
        WeightAccess access = new WeightAccess(console);
        if (WeightsPlace.isRemote(text) || text.startsWith("file:")) {
            return new NamedWeights(access.locate(text), Optional.empty());
        }
        ModelCard card;
        try {
            card = ModelLookup.find(console, text);
        } catch (UnknownModelException e) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "no such file, and no model of that name: " + Printable.line(text, Printable.PATH_CHARS),
                    e.getMessage() + " Run: inx models");
        }
        reading.requireFile(false);
        try (TransferProgress progress = new TransferProgress(console)) {
            Path file = access.fetcher(null)
                    .fetch(WeightAccess.request(card, progress))
                    .file();
            return new NamedWeights(file, Optional.of(card));
        }
    }

    private static Optional<Path> ownFile(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the classes that the model was published for; none of a file of the user's own, which says them itself or nobody does. */
    public List<String> publishedClasses() {
        return card.map(found -> found.labels().classNames()).orElse(List.of());
    }
}
