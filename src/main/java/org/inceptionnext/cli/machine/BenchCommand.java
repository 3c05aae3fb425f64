package org.inceptionnext.cli.machine;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Version;
import org.inceptionnext.cli.machine.Speed.Load;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.cli.pictures.ChosenDevice;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.ComputeType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx bench}. */
@Command(
        name = "bench",
        header = "Measure how fast a network runs here.",
        description = {
            "",
            "Weights that are not on this machine are made up, since speed does not depend on them."
                    + " In each form and type of number, one caller with a picture, one with eight, and eight callers with a picture each."
                    + " Close other programs first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx bench inceptionnext_tiny",
            "  inx bench inceptionnext_tiny --weights mine.pth --form latency --dtype float32",
            "  inx bench inceptionnext_zepto --seconds 1 --json | jq -r '[.form,.dtype,.imagesPerSecond]|@tsv'"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int CALLERS = 8;
    private static final int BATCH = 8;
    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;

    private final Console console;

    @Parameters(arity = "1", paramLabel = "NAME", description = "A name from inx models.")
    String name = "";

    @Option(
            names = {"-w", "--weights"},
            paramLabel = "FILE",
            description = "Your own weights for the model's network, instead of the published ones: a file, a folder, "
                    + "hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX].")
    @Nullable
    String weights;

    @Option(
            names = "--form",
            split = ",",
            paramLabel = "FORM",
            defaultValue = "latency,throughput,portable",
            description = "Only these: ${COMPLETION-CANDIDATES}. Default: all.")
    List<CompiledForm> forms = List.of();

    @Option(
            names = "--dtype",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "float32,bfloat16",
            description = "What the network computes in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    List<ComputeType> dtypes = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each load is measured. Default: ${DEFAULT-VALUE}.")
    double seconds;

    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call()
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException,
                    UnknownModelException {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new FailureException(ExitCode.USAGE, "--seconds must be above 0 and at most 3600", "");
        }
        ModelCard card = ModelLookup.find(console, name);
        Optional<Path> file = weights(card);
        machine();
        heading(card);
        for (CompiledForm form : forms) {
            for (ComputeType dtype : dtypes) {
                measure(card, file, form, dtype);
            }
        }
        return ExitCode.OK.code();
    }

    private void machine() {
        Processor processor = Processor.ofThisMachine();
        Engine engine = Engine.getInstance();
        String ours = Version.ofInx();
        if (console.globals().json) {
            JsonArray features = new JsonArray();
            processor.features().forEach(features::add);
            JsonObject line = new JsonObject();
            line.addProperty("processor", processor.name());
            line.addProperty("cores", processor.cores());
            line.add("features", features);
            line.addProperty("system", Version.ofSystem());
            line.addProperty("java", Runtime.version().toString());
            line.addProperty("inx", ours);
            line.addProperty("djl", Engine.getDjlVersion());
            line.addProperty("engine", engine.getEngineName() + " " + engine.getVersion());
            console.data(line);
            return;
        }
        console.data(Printable.line(processor.name(), Printable.NAME_CHARS) + ", " + processor.cores() + " cores; "
                + String.join(" ", processor.features()));
        console.data("inx " + ours + ", DJL " + Engine.getDjlVersion() + ", " + engine.getEngineName() + " "
                + engine.getVersion() + ", Java " + Runtime.version() + ", " + Version.ofSystem());
    }

    private void heading(ModelCard card) {
        if (console.globals().json) {
            return;
        }
        Preprocessing input = card.defaultPreset().preprocessing();
        console.data("");
        console.data(console.styled(
                Console.Style.BOLD, card.name() + ", " + input.height() + " x " + input.width() + " pixels"));
        console.data(row("form", "type", "batch", "callers", "images/s", "median ms", "99 % ms"));
    }

    private void measure(ModelCard card, Optional<Path> file, CompiledForm form, ComputeType dtype)
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        Preprocessing input = card.defaultPreset().preprocessing();
        try (ZooModel<NDList, NDList> model = load(card, file, form, dtype)) {
            // Another form than the one that was asked for, with the reason, where this machine lacks its operators.
            String running =
                    Optional.ofNullable(model.getProperty("compiledForm")).orElse(form.toString());
            for (Load load : List.of(
                    new Load(1, 1, input.height(), input.width()),
                    new Load(BATCH, 1, input.height(), input.width()),
                    new Load(1, CALLERS, input.height(), input.width()))) {
                print(card, running, dtype, load, Speed.measure(model, load, (long) (seconds * 1e9)));
            }
        }
    }

    /** Returns the file to load; empty for the published weights, which are here already. */
    private Optional<Path> weights(ModelCard card) throws IOException {
        WeightAccess access = new WeightAccess(console);
        if (weights != null) {
            return Optional.of(access.locate(WeightsPlaces.parse(weights)));
        }
        boolean isHere = card.isEmbedded()
                || access.fetcher(null)
                        .present(WeightAccess.request(card, FetchListener.SILENT))
                        .isPresent();
        if (isHere) {
            return Optional.empty();
        }
        console.hint("The weights of " + card.name()
                + " are not on this machine; speed does not depend on them, so made-up ones" + " are measured.");
        return Optional.of(MadeUpWeights.write(card));
    }

    private ZooModel<NDList, NDList> load(ModelCard card, Optional<Path> file, CompiledForm form, ComputeType dtype)
            throws IOException, ModelNotFoundException, MalformedModelException {
        Criteria.Builder<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optGroupId(card.group())
                .optArtifactId(card.name())
                .optArgument("form", form.toString())
                .optArgument("dtype", dtype.toString());
        file.ifPresent(path -> criteria.optArgument("weights", path));
        if (!console.globals().device.equals("auto")) {
            ChosenDevice.of(console.globals().device).ifPresent(criteria::optDevice);
        }
        return criteria.build().loadModel();
    }

    private void print(ModelCard card, String form, ComputeType dtype, Load load, Speed speed) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("model", card.name());
            line.addProperty("form", form);
            line.addProperty("dtype", dtype.toString());
            line.addProperty("batch", load.batch());
            line.addProperty("callers", load.callers());
            line.addProperty("imagesPerSecond", speed.imagesPerSecond());
            line.addProperty("medianMillis", speed.latency(MEDIAN));
            line.addProperty("p99Millis", speed.latency(TAIL));
            console.data(line);
            return;
        }
        console.data(row(
                form.split(",", 2)[0],
                dtype.toString(),
                Integer.toString(load.batch()),
                Integer.toString(load.callers()),
                tenths(speed.imagesPerSecond()),
                tenths(speed.latency(MEDIAN)),
                tenths(speed.latency(TAIL))));
    }

    /** Of fixed widths, since each row is shown when it is measured. */
    private static String row(String... cells) {
        return String.format(Locale.ROOT, "  %-10s  %-8s  %5s  %7s  %9s  %10s  %10s", (Object[]) cells);
    }

    private static String tenths(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }
}
