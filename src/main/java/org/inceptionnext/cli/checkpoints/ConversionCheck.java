package org.inceptionnext.cli.checkpoints;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.UnknownModelException;

/**
 * Whether the file that was written says the same as the one that was read.
 *
 * <p>Tensors are compared bit by bit, after the rounding that was asked for. Networks run on one input: the source's in
 * float32, not folded, and the result's as it was written. An output may differ by {@link #UNITS} times the unit roundoff
 * of the result's type, relative to the largest number of that output.
 *
 * @param tensors whether all tensors have the same names, shapes, types and bits, and their digest; empty for a format that
 *     holds a network
 * @param outputs how the networks differ; empty if it is not known which network the weights are of
 */
record ConversionCheck(Optional<TensorCheck> tensors, List<OutputDifference> outputs) {
    /**
     * A network is a chain of some hundred roundings, which the result makes in another order than the source. Measured, at
     * most: 11 in float32, 24 in float16 (both base in ONNX Runtime), 5 in bfloat16. An eps of 1e-5 for 1e-3 is 30,000 in
     * float32.
     */
    private static final int UNITS = 64;

    private static final int CLASSIFIER_SIDE = 224;
    private static final int DETECTOR_HEIGHT = 256;
    private static final int DETECTOR_WIDTH = 320;
    private static final int BOX_NUMBERS = 4;

    /** @param digest of the result's tensors */
    record TensorCheck(boolean equal, String digest) {}

    /**
     * The input of both networks.
     *
     * @param shape batch, channels, height, width
     * @param elements row-major
     */
    record CheckInput(long[] shape, float[] elements) {

        /** Noise: as normalised pictures are for a classifier, from 0 to 1 for a detector. */
        static CheckInput of(KnownNetwork network) {
            boolean detector = network.isDetector();
            long[] shape = {
                1,
                network.options().inChannels(),
                detector ? DETECTOR_HEIGHT : CLASSIFIER_SIDE,
                detector ? DETECTOR_WIDTH : CLASSIFIER_SIDE
            };
            float[] elements = new float[Math.toIntExact(shape[1] * shape[2] * shape[3])];
            Random random = new Random(1);
            for (int i = 0; i < elements.length; i++) {
                elements[i] = detector ? random.nextFloat() : (float) random.nextGaussian();
            }
            return new CheckInput(shape, elements);
        }
    }

    /**
     * How far one output of the result is from the source's.
     *
     * @param name the graph's; of a detector's predictions also which columns
     * @param largest the largest difference; NaN if one of the two is no number where the other is
     * @param bound what it may be
     */
    record OutputDifference(String name, double largest, double bound) {

        boolean isWithinBound() {
            return largest <= bound;
        }
    }

    /** Refuses to start what could not be checked in the end. */
    static void requireEngine(TargetFormat format) {
        if (format == TargetFormat.onnx && !Engine.hasEngine(RunningNetwork.ONNX_RUNTIME)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--check of an ONNX file needs ONNX Runtime, which does not come with inx",
                    "Add it, in the project's folder: mvn -B -ntp -Ponnxruntime -DskipTests package"
                            + "\nOr leave out --check.");
        }
    }

    /** Reads what was written and compares it with its source. */
    static ConversionCheck of(Conversion conversion, ConversionTarget target) throws IOException {
        List<OutputKind> outputs = conversion.outputs();
        if (!target.format().holdsTensors()) {
            String engine = target.format() == TargetFormat.onnx ? RunningNetwork.ONNX_RUNTIME : RunningNetwork.PYTORCH;
            KnownNetwork network = conversion.network().orElseThrow();
            CheckInput input = CheckInput.of(network);
            Map<String, float[]> actual =
                    run(target.file(), engine, network.weights().graph(), outputs, input);
            return new ConversionCheck(
                    Optional.empty(), differences(conversion, compiled(network.weights(), outputs, input), actual));
        }
        try (Checkpoint result = Checkpoint.open(target.file())) {
            String digest = TensorDigest.of(result.tensors().values());
            TensorCheck tensors = new TensorCheck(digest.equals(TensorDigest.of(conversion.tensors())), digest);
            if (conversion.network().isEmpty()) {
                return new ConversionCheck(Optional.of(tensors), List.of());
            }
            KnownNetwork network = conversion.network().get();
            CheckInput input = CheckInput.of(network);
            // What the file alone says: an eps of the source that it cannot hold shows here.
            Weights read = Weights.bind(graph(target, network), result.tensors());
            return new ConversionCheck(
                    Optional.of(tensors),
                    differences(
                            conversion,
                            compiled(network.weights(), outputs, input),
                            compiled(Pass.folding().apply(read), outputs, input)));
        }
    }

    /** A state dict's network is what its name says; a safetensors file of ours says more. */
    private static Graph graph(ConversionTarget target, KnownNetwork network) throws IOException {
        if (target.format() != TargetFormat.safetensors) {
            return network.declared();
        }
        try (Recognition written = Recogniser.open(target.file(), RecognitionRequest.ANY)) {
            return written.require().weights().graph();
        } catch (UnknownModelException e) {
            // None is named.
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether everything agrees. */
    boolean passed() {
        return tensors.map(TensorCheck::equal).orElse(true)
                && outputs.stream().allMatch(OutputDifference::isWithinBound);
    }

    private static Map<String, float[]> compiled(Weights weights, List<OutputKind> outputs, CheckInput input)
            throws IOException {
        Path archive = Files.createTempFile("inx-check", ".pt");
        archive.toFile().deleteOnExit();
        try {
            TorchScript.write(weights, DType.F32, archive);
            return run(archive, RunningNetwork.PYTORCH, weights.graph(), outputs, input);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static Map<String, float[]> run(
            Path file, String engine, Graph graph, List<OutputKind> outputs, CheckInput input) throws IOException {
        try (RunningNetwork network = RunningNetwork.load(file, engine)) {
            return network.run(graph, outputs, input);
        }
    }

    private static List<OutputDifference> differences(
            Conversion conversion, Map<String, float[]> expected, Map<String, float[]> actual) {
        List<OutputDifference> differences = new ArrayList<>();
        Graph graph = conversion.network().orElseThrow().weights().graph();
        for (OutputKind kind : conversion.outputs()) {
            for (String name : kind.names(graph.values(kind).size())) {
                differences.addAll(differences(conversion, kind, name, expected, actual));
            }
        }
        return differences;
    }

    private static List<OutputDifference> differences(
            Conversion conversion,
            OutputKind kind,
            String name,
            Map<String, float[]> expected,
            Map<String, float[]> actual) {
        DType type = conversion.networkType();
        float[] source = expected.getOrDefault(name, new float[0]);
        float[] result = actual.getOrDefault(name, new float[0]);
        if (kind != OutputKind.PREDICTIONS) {
            return List.of(difference(name, source, result, type));
        }
        int row = BOX_NUMBERS + 1 + conversion.network().orElseThrow().options().numClasses();
        return List.of(
                difference(name + ", boxes in pixels", columns(source, row, true), columns(result, row, true), type),
                difference(name + ", scores", columns(source, row, false), columns(result, row, false), type));
    }

    private static float[] columns(float[] rows, int rowLength, boolean boxes) {
        int from = boxes ? 0 : BOX_NUMBERS;
        int to = boxes ? BOX_NUMBERS : rowLength;
        float[] columns = new float[rows.length / rowLength * (to - from)];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows[i / (to - from) * rowLength + from + i % (to - from)];
        }
        return columns;
    }

    private static OutputDifference difference(String name, float[] source, float[] result, DType type) {
        double magnitude = 0;
        double largest = source.length == result.length ? 0 : Double.NaN;
        for (int i = 0; i < Math.min(source.length, result.length); i++) {
            magnitude = Math.max(magnitude, Math.abs(source[i]));
            // Equal infinities and NaN in both are no difference; a NaN in one stays in the maximum.
            double difference = Float.compare(source[i], result[i]) == 0 ? 0 : Math.abs((double) source[i] - result[i]);
            largest = Math.max(largest, difference);
        }
        return new OutputDifference(name, largest, UNITS * unitRoundoff(type) * magnitude);
    }

    /** Half the distance from 1 to the next number. */
    private static double unitRoundoff(DType type) {
        return switch (type) {
            case F32 -> 0x1p-24;
            case F16 -> 0x1p-11;
            case BF16 -> 0x1p-9;
            default -> throw new IllegalArgumentException("no network computes in " + type);
        };
    }
}
