package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.NamedWeights;
import org.inceptionnext.compile.OnnxEnding;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.ComputeType;
import org.inceptionnext.vision.DetectionOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx convert}. */
@Command(
        name = "convert",
        header = "Write weights in another format.",
        description = {
            "",
            "IN is a checkpoint, or a name of inx models. OUT's ending says the format: .safetensors; .pth or .pt, a state "
                    + "dict that torch.load reads with weights_only=True; .torchscript, a module for torch.jit.load and "
                    + "DJL; .onnx. OUT is replaced only when all of it is written. .safetensors and .pth are written of "
                    + "any weights, the others of networks that are known here."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx convert model.pth model.safetensors --check",
            "  inx convert inceptionnext_tiny tiny.onnx",
            "  inx convert best.pt best.onnx --nms",
            "  inx convert mine.safetensors serving/mine.pt --to torchscript --dtype bfloat16"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final String OWN_SETTINGS =
            "Modules of this file have an eps or an activation of their own, for which a state"
                    + " dict has no place: what loads OUT will answer differently. .safetensors, .torchscript and .onnx keep it.";

    private static final String UNCHANGED = "Nothing was written, and nothing was changed.";

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description =
                    "A checkpoint, the name of a model, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX].")
    String in = "";

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
    Path out = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "The format, whatever OUT is called: ${COMPLETION-CANDIDATES}.")
    @Nullable
    TargetFormat to;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description =
                    "Round the weights to ${COMPLETION-CANDIDATES}; a network computes in it. Without it .safetensors "
                            + "and .pth keep each tensor's type, and networks compute in float32.")
    @Nullable
    ComputeType dtype;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME",
            description = "The network that the weights are of. Without it: the one whose names and shapes they have.")
    @Nullable
    String model;

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            description = "The classes that the weights must be for. Without it: as many as they have.")
    @Nullable
    Integer numClasses;

    @Option(
            names = "--raw",
            description = "ONNX, of a detector: its maps raw_0, raw_1 ... instead of the decoded boxes.")
    boolean raw;

    @Option(
            names = "--output",
            paramLabel = "WHAT",
            description = "ONNX, of a classifier: ${COMPLETION-CANDIDATES}. Default: logits.")
    @Nullable
    OnnxOutput output;

    @Option(
            names = "--nms",
            description = "ONNX, of a detector: the detections, suppressed as inx detect does it (confidence 0.25, IoU "
                    + "0.45, at most 1000 a picture), instead of all boxes.")
    boolean nms;

    @Option(
            names = "--check",
            description = "Compare OUT with IN: tensors bit by bit, networks by running both on one input. Prints the "
                    + "largest difference; exit code 7 if it is too large.")
    boolean check;

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        ConversionTarget target = ConversionTarget.of(out, to);
        requireSense(target.format());
        NamedWeights source = NamedWeights.locate(console, in, reading);
        target.requireOtherThan(source.file());
        try (Recognition recognition = Recogniser.open(source.file(), request(target.format()))) {
            Optional<RecognisedModel> recognised = model(recognition, target.format());
            Optional<KnownNetwork> network = recognised.map(KnownNetwork::of);
            Optional<DType> stored = Optional.ofNullable(dtype).map(ComputeType::stored);
            Map<String, String> texts =
                    recognised.map(known -> metadata(known, source)).orElse(Map.of());
            Conversion conversion = new Conversion(
                    recognition,
                    network,
                    stored,
                    outputs(network, target.format()),
                    ending(),
                    texts,
                    quantization(recognition, source));
            write(conversion, target);
            if (target.format() == TargetFormat.pth) {
                network.filter(KnownNetwork::hasOwnSettings).ifPresent(known -> console.hint(OWN_SETTINGS));
            }
            Optional<ConversionCheck> checked =
                    check ? Optional.of(ConversionCheck.of(conversion, target)) : Optional.empty();
            print(new ConversionReport(conversion, target, Files.size(target.file()), checked));
            if (!checked.map(ConversionCheck::passed).orElse(true)) {
                throw new FailureException(
                        ExitCode.PARITY,
                        Printable.line(target.file().toString(), Printable.PATH_CHARS)
                                + " was written, but does not agree with what was read",
                        "Do not use it. If the network is unusual, say so when you report this.");
            }
            return ExitCode.OK.code();
        }
    }

    /** The ranges that the file states, or those that come with the library for a model's own weights. */
    private Optional<Quantization> quantization(Recognition recognition, NamedWeights source) throws IOException {
        if (dtype != ComputeType.INT8) {
            return Optional.empty();
        }
        Optional<Quantization> stated = QuantizationText.in(recognition);
        if (stated.isEmpty() && source.card().isPresent()) {
            stated = QuantizationText.shipped(source.card().get());
        }
        if (stated.isEmpty()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "int8 needs the ranges of the network's activations, and the weights state none",
                    "Run: inx quantize NAME|FILE --calibrate PHOTOS -o FILE");
        }
        return stated;
    }

    private void print(ConversionReport report) {
        if (console.globals().json) {
            console.data(report.json());
        } else {
            report.lines().forEach(console::data);
        }
    }

    private List<OutputKind> outputs(Optional<KnownNetwork> network, TargetFormat format) {
        if (raw && (format != TargetFormat.onnx || !network.orElseThrow().isDetector())) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--raw is for a detector's ONNX file",
                    "A TorchScript module has both: the methods forward and raw.");
        }
        if (nms && (format != TargetFormat.onnx || raw || !network.orElseThrow().isDetector())) {
            throw new FailureException(
                    ExitCode.USAGE, "--nms is for a detector's ONNX file, without --raw", "Or: inx detect");
        }
        if (output != null
                && (format != TargetFormat.onnx || network.orElseThrow().isDetector())) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--output is for a classifier's ONNX file",
                    "A TorchScript module has a method for each output; a detector's file has --raw and --nms.");
        }
        List<OutputKind> outputs = new ArrayList<>();
        network.ifPresent(known -> {
            if (output != null) {
                outputs.add(output.of(known));
            } else if (!raw) {
                outputs.add(known.weights().graph().mainOutput());
            }
            if (known.isDetector() && (raw || format != TargetFormat.onnx)) {
                outputs.add(OutputKind.DETECTOR_MAPS);
            }
        });
        return outputs;
    }

    private Optional<OnnxEnding> ending() {
        if (nms) {
            DetectionOptions options = DetectionOptions.DETECT;
            return Optional.of(
                    new OnnxEnding.Suppression(options.confidence(), options.iou(), options.maxDetections()));
        }
        return output == OnnxOutput.probabilities ? Optional.of(new OnnxEnding.Softmax()) : Optional.empty();
    }

    private void requireSense(TargetFormat format) {
        if (check && (nms || output == OnnxOutput.probabilities)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--check compares what networks compute, not the probabilities or detections made of it",
                    "Check without --nms and --output, then write the file.");
        }
        if (check) {
            ConversionCheck.requireEngine(format);
        }
        if (format == TargetFormat.onnx && dtype == ComputeType.BFLOAT16) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "the operators of an ONNX file compute in float32 or float16, not in bfloat16",
                    "A TorchScript module can.");
        }
        if (dtype == ComputeType.INT8 && check) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--check compares what is the same but for the order of roundings, and int8 is not",
                    "Leave out --check.");
        }
        if (dtype == ComputeType.INT8 && format != TargetFormat.onnx) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "weights are not rounded to int8 by themselves: the ranges of activations belong to it",
                    "Run: inx quantize NAME|FILE --calibrate PHOTOS -o FILE");
        }
        if (numClasses != null && numClasses < 1) {
            throw new FailureException(ExitCode.USAGE, "--num-classes must be at least 1", "");
        }
    }

    private RecognitionRequest request(TargetFormat format) {
        RecognitionRequest request = format.holdsTensors() ? reading.requestForCopy() : reading.request();
        if (model != null) {
            request = request.withModel(model).withRegistry(ModelLookup.registry());
        }
        return numClasses == null ? request : request.withNumClasses(numClasses);
    }

    /** Tensors are tensors, of whatever network; but a wrong {@code --model} or {@code --num-classes} is an error all the same. */
    private Optional<RecognisedModel> model(Recognition recognition, TargetFormat format) throws IOException {
        boolean isNeeded = !format.holdsTensors() || model != null || numClasses != null;
        return isNeeded ? Optional.of(recognition.require()) : recognition.model();
    }

    /** What a reader of the result need not be told again. Published weights have the classes of their card. */
    private static Map<String, String> metadata(RecognisedModel known, NamedWeights source) {
        Optional<ModelCard> card = source.card().or(() -> known.cards().stream().findFirst());
        return known.metadata(
                known.classNames().names().isEmpty() ? source.publishedClasses() : List.of(),
                card.map(found -> known.pictures().over(found.defaultPreset().preprocessing())));
    }

    private void write(Conversion conversion, ConversionTarget target) throws IOException {
        long totalBytes =
                conversion.tensors().stream().mapToLong(Tensor::sizeBytes).sum();
        AtomicFile.removeLeftovers(target.file());
        try (ConversionProgress progress = new ConversionProgress(console, totalBytes)) {
            conversion.writeTo(target, progress::advance);
        } catch (IllegalArgumentException e) {
            // A type or a name that the format has no place for; the writers say which.
            throw new FailureException(ExitCode.CHECKPOINT, String.valueOf(e.getMessage()), UNCHANGED);
        }
    }
}
