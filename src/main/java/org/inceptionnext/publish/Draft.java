package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.network.Counts;
import org.inceptionnext.recognise.LabelsFile;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.About;
import org.inceptionnext.registry.Accuracy;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.Labels;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;

/**
 * What a person says of a model that is to be published. The rest is read from the run or checkpoint: network, weights,
 * preprocessing, class names, results.
 *
 * @param group DJL's group id
 * @param name DJL's artifact id
 * @param version the version
 * @param title the model's name in print
 * @param summary one or two sentences
 * @param license the weights' licence, an SPDX identifier or {@code LicenseRef-...}
 * @param dataset what it was trained and measured on
 * @param classNames in the order of the outputs; empty for those of the source
 */
public record Draft(
        String group,
        String name,
        String version,
        String title,
        String summary,
        String license,
        String dataset,
        List<String> classNames) {

    /** Makes a draft; the names are copied. */
    public Draft {
        classNames = List.copyOf(classNames);
    }

    /**
     * Returns the publication of recognised weights.
     *
     * @param source open as long as the publication is used
     * @throws PublishException if something that a card must say is stated nowhere
     * @throws IOException if the weights are of no network, or a file beside them is malformed
     */
    public Publication of(Recognition source) throws IOException {
        RecognisedModel model = source.require();
        String network = model.registeredName()
                .orElseThrow(() -> new PublishException(source.source()
                        + ": the network is none of this library's, so nobody" + " could load it by name."));
        ModelCard base = model.cards().stream()
                .findFirst()
                .orElseThrow(() -> new PublishException("no card describes the network " + network));
        if (!model.missing().isEmpty()) {
            throw new PublishException(source.source() + ": the weights are not whole: "
                    + model.missing().get(0).name() + " is missing. Publish a classifier or detector.");
        }
        Preprocessing pictures = model.pictures().over(base.defaultPreset().preprocessing());
        RunResults results = RunResults.of(source.source());
        Optional<Accuracy> accuracy =
                results.top1Percent().map(percent -> new Accuracy(percent, dataset, "the training run of " + group));
        About about = new About(
                title,
                summary,
                base.about().website(),
                base.about().paper(),
                base.about().codeLicense(),
                new License(license, group));
        Labels labels = labels(model, base, source);
        return new Publication(
                group,
                name,
                version,
                about,
                network,
                parameters(model, pictures),
                labels,
                new Preset("upstream", group, pictures, accuracy),
                base.detector().map(DetectorCard::unmeasured),
                List.copyOf(model.weights().tensors().values()),
                model.metadata(labels.classNames(), Optional.of(pictures)),
                results.metrics());
    }

    private static long parameters(RecognisedModel model, Preprocessing pictures) {
        return Counts.of(model.weights().graph(), pictures.height(), pictures.width())
                .parameters();
    }

    /** Returns the names that a run leaves beside its weights; none if there is no such file. */
    private static List<String> beside(Path source, int classes) throws IOException {
        Path folder = Files.isDirectory(source) ? source : source.resolveSibling("");
        Path labels = folder.resolve(ModelFiles.LABELS);
        return Files.isRegularFile(labels) ? LabelsFile.read(labels, classes) : List.of();
    }

    /** Names of the user's, else of the source, else the base model's if there are as many. */
    private Labels labels(RecognisedModel model, ModelCard base, Recognition source) throws IOException {
        int classes = model.options().numClasses();
        List<String> names = classNames.isEmpty() ? model.classNames().names() : classNames;
        if (names.isEmpty()) {
            names = beside(source.source(), classes);
        }
        if (names.isEmpty() && base.labels().classNames().size() == classes) {
            return base.labels();
        }
        if (names.size() != classes) {
            throw new PublishException(source.source() + ": the weights are for " + classes + " classes, and "
                    + (names.isEmpty() ? "nothing names them" : names.size() + " names are given")
                    + ". Give the names, one a line: --labels FILE.");
        }
        return names.equals(base.labels().classNames()) ? base.labels() : new Labels(dataset, names);
    }
}
