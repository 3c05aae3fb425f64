package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.OnnxProto.Producer;
import org.inceptionnext.compile.OnnxProto.Versions;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;

/**
 * Writes a network as an ONNX model, the file that ONNX Runtime and many others run.
 *
 * <p>The model takes {@code input}, a float32 batch {@code (batch, channels, height, width)} of any number of images of any
 * one size that the network takes, and returns float32 whatever it computes in. Initialisers are named by the keys of the
 * checkpoint. It uses operator set 17 and nothing beyond ONNX's own operators.
 *
 * <p>A normalisation of the input that is folded into the weights is said in the model's metadata, under {@value
 * #FOLDED_NORMALIZATION}.
 */
public final class Onnx {
    /** The key, in the model's metadata, of the normalisation that must not be applied to the input again. */
    public static final String FOLDED_NORMALIZATION = "folded_normalization";

    /** The first operator set with LayerNormalization, and the version of the format that came with it. */
    private static final Versions VERSIONS = new Versions(8, 17);

    /** Protobuf readers take no message beyond it. */
    private static final long MAX_SIZE_BYTES = Integer.MAX_VALUE;

    private static final String PRODUCER = "inceptionnext-zoo";

    private Onnx() {}

    /**
     * Writes a model, replacing what was there only when all of it is written. The same network gives the same bytes.
     *
     * <p>Tensors are read one after the other and none is kept, so the heap needs room for a few copies of the largest one
     * only. Parameters that none of the outputs needs are left out.
     *
     * @param weights the network, folded or not
     * @param outputs some of {@link org.inceptionnext.network.Graph#outputs}, in the order that the model shall have them;
     *     their names there are those of {@link OutputKind#names}: {@code logits}, {@code features_0} and so on
     * @param dtype what the model computes in: F32 or F16, to which the weights are rounded half to even; boxes are decoded
     *     in float32 all the same
     * @param file the model
     * @throws IllegalArgumentException if an output is not the network's or is named twice, if none is named, if the
     *     operators do not compute in {@code dtype}, or if the model would be larger than the 2 GiB that protobuf can hold
     * @throws IllegalStateException if protobuf-java, an optional dependency, is not on the class path
     * @throws IOException if a tensor cannot be read or the file cannot be written
     */
    public static void write(Weights weights, List<OutputKind> outputs, DType dtype, Path file) throws IOException {
        write(weights, outputs, dtype, Map.of(), file);
    }

    /**
     * Writes a model as {@link #write(Weights, List, DType, Path)} does, with texts of the caller's in its metadata.
     *
     * @param metadata texts by key; written by key, so that the same texts give the same bytes
     */
    public static void write(
            Weights weights, List<OutputKind> outputs, DType dtype, Map<String, String> metadata, Path file)
            throws IOException {
        write(weights, outputs, Optional.empty(), dtype, metadata, file);
    }

    /**
     * Writes a model whose only output is what an ending makes of the network's own: probabilities, or detections.
     *
     * @param dtype as for {@link #write(Weights, List, DType, Path)}; the ending computes in float32
     * @param metadata texts by key
     * @throws IllegalArgumentException also if the network has not the output that the ending works on
     */
    public static void write(Weights weights, OnnxEnding ending, DType dtype, Map<String, String> metadata, Path file)
            throws IOException {
        write(weights, List.of(ending.of()), Optional.of(ending), dtype, metadata, file);
    }

    private static void write(
            Weights weights,
            List<OutputKind> outputs,
            Optional<OnnxEnding> ending,
            DType dtype,
            Map<String, String> metadata,
            Path file)
            throws IOException {
        requireProtobuf();
        if (dtype != DType.F32 && dtype != DType.F16) {
            throw new IllegalArgumentException(
                    "an ONNX model of operator set " + VERSIONS.opset() + " computes in F32 or F16, not in " + dtype);
        }
        ProtoMessage model = OnnxProto.model(
                new Producer(
                        PRODUCER, Optional.ofNullable(Onnx.class.getPackage().getImplementationVersion())),
                VERSIONS,
                new OnnxGraph(weights, outputs, dtype, ending).message());
        weights.foldedNormalization()
                .map(InputNormalization::toString)
                .ifPresent(normalization -> OnnxProto.addMetadata(model, FOLDED_NORMALIZATION, normalization));
        new TreeMap<>(metadata).forEach((key, value) -> OnnxProto.addMetadata(model, key, value));
        long sizeBytes = model.sizeBytes();
        if (sizeBytes > MAX_SIZE_BYTES) {
            throw new IllegalArgumentException(
                    "the ONNX model would have " + sizeBytes + " bytes, but protobuf holds at most " + MAX_SIZE_BYTES
                            + (dtype == DType.F32 ? "; write it in F16" : ""));
        }
        AtomicFile.write(file, model::writeTo);
    }

    /** It is an optional dependency: who writes no ONNX files does not need it. */
    private static void requireProtobuf() {
        try {
            Class.forName("com.google.protobuf.CodedOutputStream", false, Onnx.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "an ONNX file is written with a library that is not on the class path: add"
                            + " com.google.protobuf:protobuf-java (4.x) to your dependencies",
                    e);
        }
    }
}
