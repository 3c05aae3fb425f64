package org.inceptionnext.cli.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.publish.ModelFolderWriter;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;

/** The folder that {@code inx fetch --to DIR} makes of weights that were fetched. */
record FolderExport(Console console, Path folder) {

    /**
     * @param card the model's; empty for weights that have none
     */
    void write(FetchedWeights weights, Optional<ModelCard> card) throws IOException, UnknownModelException {
        RecognitionRequest request = card.isEmpty()
                ? RecognitionRequest.ANY
                : card.get().isDetector()
                        ? RecognitionRequest.ANY.withModelUnlessRows(card.get().network())
                        : RecognitionRequest.ANY.withModel(card.get().network());
        try (Recognition recognition = Recogniser.open(weights.file(), request)) {
            ModelFolderWriter.write(folder, recognition, card);
        }
        console.hint("In " + folder + " the model works by itself: --weights " + folder);
    }
}
