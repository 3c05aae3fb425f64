package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.OnnxEnding;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.recognise.Recognition;

/**
 * Writes a checkpoint's weights in another format, tensor by tensor: the heap holds a few copies of the largest one.
 *
 * @param recognition open as long as this is used
 * @param network what the weights are of; needed by the formats that hold a network
 * @param dtype the type that floating-point numbers are rounded to; empty to keep each tensor's (a network computes in
 *     float32 then)
 * @param texts what travels with the weights, for formats that have a place for it
 * @param quantization what an ONNX file has in 8 bits, if {@code dtype} is I8
 * @param outputs the outputs that an ONNX file has and that a check compares
 * @param ending what an ONNX file makes of its only output
 */
record Conversion(
        Recognition recognition,
        Optional<KnownNetwork> network,
        Optional<DType> dtype,
        List<OutputKind> outputs,
        Optional<OnnxEnding> ending,
        Map<String, String> texts,
        Optional<Quantization> quantization) {

    /** What the original library writes, and timm wants to see. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    /** Returns the tensors as a state dict has them, rounded: those of a known network in its order, or all of the file's. */
    List<Tensor> tensors() {
        return recognition.tensors().values().stream().map(this::rounded).toList();
    }

    /** Returns the file that is read. */
    Checkpoint checkpoint() {
        return recognition.checkpoint();
    }

    private Tensor rounded(Tensor tensor) {
        boolean isRounded = tensor.dtype().isFloatingPoint() && dtype.isPresent() && dtype.get() != DType.I8;
        return isRounded ? Tensors.cast(tensor, dtype.get()) : tensor;
    }

    /**
     * Writes the target, which keeps its old content until all of the new one is there.
     *
     * @param bytesRead hears of each tensor's size when it has been read
     */
    void writeTo(ConversionTarget target, LongConsumer bytesRead) throws IOException {
        switch (target.format()) {
            case safetensors -> SafetensorsWriter.write(target.file(), watched(tensors(), bytesRead), metadata());
            case pth -> PthWriter.write(target.file(), watched(tensors(), bytesRead));
            case torchscript -> TorchScript.write(folded(bytesRead), networkType(), target.file());
            case onnx -> writeOnnx(folded(bytesRead), target);
        }
    }

    private void writeOnnx(Weights folded, ConversionTarget target) throws IOException {
        if (ending.isPresent()) {
            Onnx.write(folded, ending.get(), networkType(), texts, target.file());
        } else {
            Onnx.write(folded, outputs, networkType(), texts, target.file());
        }
    }

    /** Returns what a network of the target computes in. */
    DType networkType() {
        return dtype.filter(type -> type != DType.I8).orElse(DType.F32);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>(METADATA);
        metadata.putAll(checkpoint().metadata());
        metadata.putAll(texts);
        return metadata;
    }

    private Weights folded(LongConsumer bytesRead) throws IOException {
        Weights weights = network.orElseThrow().weights();
        if (dtype.filter(type -> type == DType.I8).isPresent()) {
            return Pass.quantize(Pass.balancing().apply(weights), quantization.orElseThrow());
        }
        Weights folded = Pass.folding().apply(weights);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        folded.tensors().forEach((name, tensor) -> tensors.put(name, new WatchedTensor(tensor, bytesRead)));
        return Weights.bind(folded.graph(), tensors);
    }

    private static List<Tensor> watched(List<Tensor> tensors, LongConsumer bytesRead) {
        List<Tensor> watched = new ArrayList<>();
        tensors.forEach(tensor -> watched.add(new WatchedTensor(tensor, bytesRead)));
        return watched;
    }
}
