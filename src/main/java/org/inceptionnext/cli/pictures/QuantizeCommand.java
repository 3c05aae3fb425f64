package org.inceptionnext.cli.pictures;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.inceptionnext.network.ActivationHistogram;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.Calibration;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;
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
                    + "are enough."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx quantize inceptionnext_tiny --calibrate photos/ -o tiny-int8.safetensors",
            "  inx quantize mine.pth --calibrate train/ --limit 500 -o mine-int8.safetensors",
            "  inx classify --weights mine-int8.safetensors --dtype int8 photos/"
        })
public final class QuantizeCommand implements Callable<Integer> {
    private static final int LIMIT = 256;

    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME|FILE", description = "A model of inx models, or your own weights.")
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

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public QuantizeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        if (limit < 1) {
            throw new FailureException(ExitCode.USAGE, "--limit must be at least 1", "");
        }
        try (Recognition recognition = Recogniser.open(source(), reading.request())) {
            RecognisedModel model = recognition.require();
            Quantization quantization = measure(model);
            write(recognition, model, quantization);
            print(model, quantization);
        }
        return ExitCode.OK.code();
    }

    private Path source() throws IOException, UnknownModelException {
        Path file = Path.of(in);
        if (Files.exists(file)) {
            return file;
        }
        ModelCard card = Registry.builtin().find(in);
        try (TransferProgress progress = new TransferProgress(console)) {
            return new WeightAccess(console)
                    .fetcher(null)
                    .fetch(WeightAccess.request(card, progress))
                    .file();
        }
    }

    private Quantization measure(RecognisedModel model) throws IOException {
        ModelCard card = model.cards().stream()
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        ExitCode.CHECKPOINT, "no model says how pictures for this network are prepared", ""));
        Preprocessing preprocessing = model.pictures().over(card.defaultPreset().preprocessing());
        EvalTransform transform = EvalTransform.of(preprocessing);
        Size size = new Size(preprocessing.height(), preprocessing.width());
        MessageDigest digest = sha256();
        List<Picture> chosen = chosen();
        try (Calibration calibration = Calibration.of(model.weights(), size);
                Progress progress = new Progress(console, chosen::size)) {
            for (Picture picture : chosen) {
                byte[] bytes = picture.bytes();
                digest.update(bytes);
                float[] numbers = new float[transform.elementCount()];
                transform.apply(
                        ImageDecoder.decode(bytes, picture.name(), DecodeOptions.DEFAULT),
                        FloatBuffer.wrap(numbers),
                        0);
                calibration.add(numbers, size);
                progress.advance(1);
            }
            Map<String, ActivationRange> ranges = calibration.ranges(method.choice);
            ranges.keySet().removeIf(scope -> kept.stream().anyMatch(scope::startsWith));
            return new Quantization(
                    ranges,
                    method.name(),
                    chosen.size() + " pictures, sha256 " + HexFormat.of().formatHex(digest.digest()));
        }
    }

    private List<Picture> chosen() {
        List<Picture> all = new ArrayList<>();
        try (PictureWalk walk = PictureSource.of(pictures).walk()) {
            walk.forEachRemaining(all::add);
        }
        if (all.isEmpty()) {
            throw new FailureException(ExitCode.USAGE, "--calibrate: no pictures there", "");
        }
        List<Picture> chosen = new ArrayList<>();
        int count = Math.min(limit, all.size());
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / count)));
        }
        return chosen;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void write(Recognition recognition, RecognisedModel model, Quantization quantization) throws IOException {
        Map<String, String> texts = new HashMap<>(Map.of("format", "pt"));
        texts.putAll(recognition.checkpoint().metadata());
        Optional<ModelCard> card = model.cards().stream().findFirst();
        List<String> published = Files.exists(Path.of(in))
                ? List.of()
                : card.map(found -> found.labels().classNames()).orElse(List.of());
        texts.putAll(model.metadata(
                model.classNames().names().isEmpty() ? published : List.of(),
                card.map(found -> model.pictures().over(found.defaultPreset().preprocessing()))));
        texts.put(QuantizationText.KEY, QuantizationText.of(quantization));
        List<Tensor> tensors = recognition.tensors().values().stream()
                .map(tensor -> tensor.dtype() == DType.F32 || tensor.dtype() == DType.F64
                        ? Tensors.cast(tensor, DType.F16)
                        : tensor)
                .toList();
        SafetensorsWriter.write(out, tensors, texts);
    }

    private void print(RecognisedModel model, Quantization quantization) throws IOException {
        String file = Printable.line(out.toString(), Printable.PATH_CHARS);
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("file", out.toString());
            line.addProperty("model", model.name());
            line.addProperty("layers", quantization.ranges().size());
            line.addProperty("method", quantization.method());
            line.addProperty("pictures", quantization.pictures());
            line.addProperty("sizeBytes", Files.size(out));
            console.data(line);
        } else {
            console.data(String.format(
                    Locale.ROOT,
                    "%s: %s, %d layers in 8 bits, ranges by %s of %s",
                    file,
                    model.name(),
                    quantization.ranges().size(),
                    quantization.method(),
                    quantization.pictures()));
        }
    }
}
