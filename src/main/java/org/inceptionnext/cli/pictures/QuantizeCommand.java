package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.NamedWeights;
import org.inceptionnext.network.ActivationHistogram;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.Calibration;
import org.inceptionnext.runtime.RoundingError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx quantize}. */
@Command(
        name = "quantize",
        header = "Measure what a network needs to run in 8 bits, and write it beside the weights.",
        description = {
            "",
            "The pictures go through the network in float32, and the range in which each layer's input lies is written into "
                    + "the header of a safetensors file, beside the weights. The file is read by every command as before; with "
                    + "--dtype int8 the layers are computed in 8 bits. A hundred pictures like those that the network is for "
                    + "are enough. The layers are the linear ones of InceptionNeXt's blocks and the convolutions between its stages, of a "
                    + "classifier or in a detector, and a classifier's last.",
            "",
            "Then each layer alone is put in 8 bits, and how far the answers move is listed: the norm of the difference over the "
                    + "norm of the answers (a detector's raw maps). --max-error keeps the worst layers out until all together "
                    + "move them by no more than that. Both are the same on every processor."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx quantize inceptionnext_tiny --calibrate photos/ -o tiny-int8.safetensors",
            "  inx quantize mine.pth --calibrate train/ --limit 500 -o mine-int8.safetensors",
            "  inx quantize mine.pth --calibrate train/ --max-error 0.01 -o mine-int8.safetensors",
            "  inx quantize best.pt --calibrate images/train/ -o best-int8.safetensors",
            "  inx classify --weights mine-int8.safetensors --dtype int8 photos/"
        })
public final class QuantizeCommand implements Callable<Integer> {
    private static final int LIMIT = 256;

    /** Each is one prediction a layer, and the figures differ by a tenth with others. */
    private static final int MEASURED = 16;

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "NAME|FILE",
            description =
                    "A model of inx models; or your own weights: a file, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX].")
    String in = "";

    @Option(
            names = "--calibrate",
            required = true,
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Files, folders, globs: pictures like those that the network is for.")
    List<String> pictures = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The safetensors file to write.")
    Path out = Path.of("");

    /** How a range is chosen. */
    enum Method {
        /** From the least number to the greatest. */
        minmax(ActivationHistogram::whole),
        /** What is left without a hundred-thousandth of the numbers on either side. */
        percentile(histogram -> histogram.without(1e-5)),
        /** The range whose steps are nearest to the numbers. */
        mse(ActivationHistogram::leastSquares);

        private final Function<ActivationHistogram, ActivationRange> choice;

        Method(Function<ActivationHistogram, ActivationRange> choice) {
            this.choice = choice;
        }
    }

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "mse",
            description = "How ranges are chosen: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    Method method = Method.mse;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + LIMIT,
            description = "Take so many pictures, evenly out of all. Default: ${DEFAULT-VALUE}.")
    int limit = LIMIT;

    @Option(
            names = "--keep",
            paramLabel = "LAYER",
            description = "Leave layers whose names begin so in float32; may be given several times.")
    List<String> kept = new ArrayList<>();

    @Option(
            names = "--measure",
            paramLabel = "N",
            defaultValue = "" + MEASURED,
            description =
                    "With so many of the pictures each layer is measured; 0: no layer is. Default: ${DEFAULT-VALUE}.")
    int measured = MEASURED;

    @Option(
            names = "--max-error",
            paramLabel = "E",
            description = "How far the answers may move, such as 0.01: the layers that move them most stay in float32.")
    @Nullable
    Double maxError;

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public QuantizeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        check();
        NamedWeights source = NamedWeights.locate(console, in, reading);
        try (Recognition recognition = Recogniser.open(source.file(), reading.request())) {
            RecognisedModel model = recognition.require(use(recognition.require()));
            LayerChoice choice = measure(model, kept(model));
            write(recognition, model, source, choice.quantization());
            print(model, choice);
        }
        return ExitCode.OK.code();
    }

    private void check() {
        require(limit >= 1, "--limit must be at least 1");
        require(measured >= 0, "--measure must be at least 0");
        require(maxError == null || maxError > 0, "--max-error must be above 0, such as 0.01");
        require(maxError == null || measured > 0, "--max-error needs layers that are measured: leave out --measure 0");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new FailureException(ExitCode.USAGE, message, "");
        }
    }

    /** Returns the layers that were named, before anything is measured. */
    private Set<String> kept(RecognisedModel model) {
        List<String> layers = Pass.quantizable(Pass.balancing().apply(model.weights())).stream()
                .map(Node::scope)
                .toList();
        if (layers.isEmpty()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    model.name() + " has no layer that can be in 8 bits",
                    "Those are InceptionNeXt's: the linear layers of its blocks and what stands between its stages.");
        }
        Set<String> found = new LinkedHashSet<>();
        for (String name : kept) {
            List<String> meant =
                    layers.stream().filter(layer -> layer.startsWith(name)).toList();
            require(
                    !meant.isEmpty(),
                    "--keep " + Printable.line(name, Printable.NAME_CHARS)
                            + ": no layer's name begins so; the first is " + layers.get(0));
            found.addAll(meant);
        }
        require(found.size() < layers.size(), "--keep leaves no layer in 8 bits");
        return found;
    }

    /** What it has to do with pictures. */
    private static Use use(RecognisedModel model) {
        if (model.isDetector()) {
            return Use.DETECT;
        }
        return model.has(Use.CLASSIFY) ? Use.CLASSIFY : Use.EMBED;
    }

    private LayerChoice measure(RecognisedModel model, Set<String> named) throws IOException {
        CalibrationPictures inputs = CalibrationPictures.of(model, pictures, limit);
        try (RoundingError error = RoundingError.of(model.weights(), inputs.size())) {
            Quantization quantization = ranges(model, inputs, error).without(named);
            if (measured == 0) {
                return new LayerChoice(quantization, Map.of(), 0, error.output());
            }
            Map<String, Double> alone;
            try (Progress progress = new Progress(console, quantization.ranges()::size)) {
                alone = LayerChoice.alone(error, quantization, () -> progress.advance(1));
            }
            double bound = maxError == null ? Double.POSITIVE_INFINITY : maxError;
            return LayerChoice.within(bound, error, quantization, alone);
        }
    }

    /** The ranges of all layers; some of the pictures are for what comes after, too. */
    private Quantization ranges(RecognisedModel model, CalibrationPictures inputs, RoundingError error)
            throws IOException {
        try (Calibration calibration = Calibration.of(model.weights(), inputs.size());
                Progress progress = new Progress(console, inputs::count)) {
            String read = inputs.read((index, numbers) -> {
                calibration.add(numbers, inputs.size());
                if (inputs.isAmong(measured, index)) {
                    error.add(numbers);
                }
                progress.advance(1);
            });
            return new Quantization(calibration.ranges(method.choice), List.of(), method.name(), read);
        }
    }

    private void write(Recognition recognition, RecognisedModel model, NamedWeights source, Quantization quantization)
            throws IOException {
        Map<String, String> texts = new HashMap<>(Map.of("format", "pt"));
        texts.putAll(recognition.checkpoint().metadata());
        Optional<ModelCard> card = source.card().or(() -> model.cards().stream().findFirst());
        texts.putAll(model.metadata(
                model.classNames().names().isEmpty() ? source.publishedClasses() : List.of(),
                card.map(found -> model.pictures().over(found.defaultPreset().preprocessing()))));
        texts.put(QuantizationText.KEY, QuantizationText.of(quantization));
        List<Tensor> tensors = recognition.tensors().values().stream()
                .map(tensor -> tensor.dtype() == DType.F32 || tensor.dtype() == DType.F64
                        ? Tensors.cast(tensor, DType.F16)
                        : tensor)
                .toList();
        SafetensorsWriter.write(out, tensors, texts);
    }

    private void print(RecognisedModel model, LayerChoice choice) throws IOException {
        Quantization quantization = choice.quantization();
        int layers = quantization.ranges().size();
        boolean isMeasured = !choice.alone().isEmpty();
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("file", out.toString());
            line.addProperty("model", model.name());
            line.addProperty("layers", layers);
            JsonArray keptLayers = new JsonArray();
            quantization.kept().forEach(keptLayers::add);
            line.add("kept", keptLayers);
            line.addProperty("method", quantization.method());
            line.addProperty("pictures", quantization.pictures());
            line.addProperty("sizeBytes", Files.size(out));
            if (isMeasured) {
                choice.addTo(line);
            }
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "%s: %s, %d of %d layers in 8 bits, ranges by %s of %s",
                Printable.line(out.toString(), Printable.PATH_CHARS),
                model.name(),
                layers,
                layers + quantization.kept().size(),
                quantization.method(),
                quantization.pictures()));
        if (isMeasured) {
            choice.lines().forEach(console::data);
        }
    }
}
