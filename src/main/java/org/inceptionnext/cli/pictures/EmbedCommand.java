package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.options.OptionWords;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportOptions;
import org.inceptionnext.cli.report.ReportedResults;
import org.inceptionnext.cli.results.ResultFormat;
import org.inceptionnext.cli.results.ResultOptions;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.cli.search.IndexLibrary;
import org.inceptionnext.cli.search.IndexWriting;
import org.inceptionnext.cli.search.IndexedModel;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.vision.DecodeOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inx embed}. */
@Command(
        name = "embed",
        header = "Turn pictures into vectors that are near each other when the pictures are alike.",
        description = {
            "",
            "The vector is the last feature map, averaged over its positions: in timm's words forward_features(x).mean((2, 3)). "
                    + "Without --format its length and beginning are printed.",
            "",
            "Formats: text, jsonl (--json), csv, parquet, npy (float32, beside FILE.files.json with the pictures' names); "
                    + "or --index, for inx search."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx embed photos/ --json > vectors.jsonl",
            "  inx embed --model inceptionnext_tiny cat.png",
            "  inx embed photos/ --normalize --output vectors.parquet",
            "  inx embed cat.png --json | jq -c .embedding",
            "  inx embed --index photos.index photos/"
        })
public final class EmbedCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    PictureOptions pictures = new PictureOptions();

    @Mixin
    PresetOptions preparation = new PresetOptions();

    @Mixin
    ResultOptions results = new ResultOptions();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Option(
            names = "--normalize",
            description = "Give vectors the length 1, so that the product of two is the cosine of their angle.")
    boolean normalize;

    @Option(
            names = "--index",
            paramLabel = "DIR",
            description =
                    "Add the vectors to this index instead, which inx search looks into; it is made if it is not there. "
                            + "Pictures whose names are in it are left out.")
    @Nullable
    Path index;

    @Spec
    @Nullable
    CommandSpec spec;

    public EmbedCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        pictures.check();
        ResultTarget target = index == null
                ? results.target(console.globals().json, EnumSet.of(ResultFormat.parquet, ResultFormat.npy))
                : results.instead("--index");
        if (index != null) {
            IndexLibrary.require();
        }
        Optional<Report> page = report.begin(Report.Kind.EMBED, 0);
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, pictures, preparation, Use.EMBED);
        ResultWriter<float[]> writer = index == null
                ? target.openVectors(console, new VectorLayout(console, chosen))
                : IndexWriting.open(console, index, indexed(chosen));
        if (page.isPresent()) {
            writer = new ReportedResults<>(
                    writer,
                    page.get(),
                    result -> new ReportEntry(result.picture().name(), new ReportEntry.Vector(result.answer())),
                    new ReportFacts(console, chosen));
        }
        PictureRun.Request<float[]> request = new PictureRun.Request<>(
                float[].class,
                Map.of(),
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif)),
                report.isWanted(),
                target,
                new Vectors(normalize, writer));
        PictureRun<float[]> run = new PictureRun<>(console, pictures, chosen, request);
        ExitCode exitCode = run.run();
        if (chosen.isDemonstration() && run.hasAnswered()) {
            console.hint(chosen.card().name() + " is a demonstration model, trained on ten classes."
                    + "\nFor one that was trained on ImageNet: inx embed --model inceptionnext_tiny PICTURE");
        }
        return exitCode.code();
    }

    private IndexedModel indexed(ChosenModel chosen) throws IOException, UnknownModelException {
        List<String> words =
                spec == null ? List.of() : OptionWords.of(spec.commandLine().getParseResult());
        return IndexedModels.of(chosen, pictures, preparation, words);
    }
}
