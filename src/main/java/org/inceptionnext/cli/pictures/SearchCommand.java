package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.results.ResultOptions;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.search.IndexLibrary;
import org.inceptionnext.cli.search.IndexedModel;
import org.inceptionnext.cli.search.NearestPictures;
import org.inceptionnext.cli.search.PictureIndex;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.vision.DecodeOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code inx search}. */
@Command(
        name = "search",
        header = "Find the pictures of an index that are most like a picture.",
        description = {
            "",
            "The index is made by inx embed --index DIR. It names its model, which is taken again: same weights, pictures "
                    + "prepared in the same way. Similarity is the cosine of the angle between two vectors, 1 for the same picture.",
            "",
            "Formats: text, jsonl (--json), csv."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx embed --index photos.index photos/",
            "  inx search photos.index cat.png",
            "  inx search photos.index -k 3 --output near.csv new/"
        })
public final class SearchCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "INDEX", description = "The folder of the index.")
    Path index = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Files, folders (with all below them), globs, http(s) URLs, or - for standard input.")
    List<String> pictures = new ArrayList<>();

    @Option(
            names = {"-k", "--top-k"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many pictures to show. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(
            names = {"-w", "--weights"},
            paramLabel = "FILE",
            description = "Where the weights of the index are now, if they are no longer where they were.")
    @Nullable
    String weights;

    @Mixin
    ResultOptions results = new ResultOptions();

    /** What an index remembers of the command line that made it. */
    @Command
    private static final class Remembered {
        @Mixin
        PictureOptions model = new PictureOptions();

        @Mixin
        PresetOptions preparation = new PresetOptions();
    }

    public SearchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw new FailureException(ExitCode.USAGE, "--top-k must be at least 1", "");
        }
        ResultTarget target = results.target(console.globals().json, Set.of());
        IndexLibrary.require();
        try (PictureIndex opened = PictureIndex.open(index)) {
            if (opened.size() == 0) {
                throw new FailureException(
                        ExitCode.NOT_FOUND,
                        Printable.line(index.toString(), Printable.PATH_CHARS) + " holds no pictures yet",
                        "Add some: inx embed --index DIR PICTURE...");
            }
            return search(opened, target).code();
        }
    }

    private ExitCode search(PictureIndex opened, ResultTarget target) throws Exception {
        EngineStart.begin();
        Remembered remembered = remembered(opened.model());
        ChosenModel chosen = chosen(opened, remembered);
        PictureRun.Request<float[]> request = new PictureRun.Request<>(
                float[].class,
                Map.of(),
                InputTransform.crop(
                        chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(remembered.preparation.exif)),
                false,
                target,
                new Vectors(false, NearestPictures.open(console, opened, count, target)));
        return new PictureRun<>(console, remembered.model, chosen, request).run();
    }

    /** Returns the model of the index, or refuses what has become of it. */
    private ChosenModel chosen(PictureIndex opened, Remembered remembered) throws IOException, UnknownModelException {
        ChosenModel chosen = ChosenModel.of(console, remembered.model, remembered.preparation, Use.EMBED);
        IndexedModel found = IndexedModels.of(chosen, remembered.model, remembered.preparation, List.of());
        opened.model()
                .require(
                        index,
                        found,
                        ExitCode.CHECKPOINT,
                        "Say with --weights where its own weights are, or make the index anew.");
        return chosen;
    }

    private Remembered remembered(IndexedModel model) {
        Remembered remembered = new Remembered();
        List<String> words = new ArrayList<>(model.options());
        words.add("--");
        words.addAll(pictures);
        try {
            new CommandLine(remembered)
                    .setExpandAtFiles(false)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(words.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    Printable.line(index.toString(), Printable.PATH_CHARS)
                            + " was made with options that this inx does not know: " + e.getMessage(),
                    "Make it anew: inx embed --index DIR PICTURE...");
        }
        if (weights != null) {
            remembered.model.weights = weights;
        }
        remembered.model.check();
        return remembered;
    }
}
