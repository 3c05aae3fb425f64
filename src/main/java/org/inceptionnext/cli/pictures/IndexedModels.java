package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.cli.search.IndexedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.UnknownModelException;

/** Says of the model of a command line what an index has to know of it. */
final class IndexedModels {
    private IndexedModels() {}

    /**
     * Returns the model as an index keeps it.
     *
     * @param options where the weights are
     * @param words the other options that choose it
     * @throws IOException if the weights cannot be read
     */
    static IndexedModel of(ChosenModel chosen, ModelOptions options, PresetOptions preparation, List<String> words)
            throws IOException, UnknownModelException {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(
                "model", chosen.card().qualifiedName() + " " + chosen.card().version());
        identity.put("weights", weights(chosen, options));
        identity.put("pictures", ReportFacts.prepared(chosen.preprocessing()) + (preparation.exif ? ", upright" : ""));
        identity.put("numbers", options.dtype.toString());
        List<String> all = new ArrayList<>(words);
        all.add("--model=" + chosen.card().qualifiedName());
        options.place().ifPresent(place -> all.add("--weights=" + WeightsPlaces.absolute(place)));
        return new IndexedModel(identity, all);
    }

    /** A user's own weights are digested, whatever file they are in; published ones are verified when they are fetched. */
    private static String weights(ChosenModel chosen, ModelOptions options) throws IOException, UnknownModelException {
        Optional<Path> own = chosen.weights();
        if (own.isEmpty()) {
            return chosen.card().weights().tensorDigest().map(Pin::hex).orElse("as published");
        }
        try (Recognition recognition = Recogniser.open(own.get(), options.request())) {
            return TensorDigest.of(
                    recognition.require(Use.EMBED).weights().tensors().values(), TensorDigest.Profile.INFERENCE);
        }
    }
}
