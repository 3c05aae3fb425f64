package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.pickle.PickleWriter;
import org.inceptionnext.checkpoint.torch.TorchArchive;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;

/**
 * Writes a network as a TorchScript archive, the file that {@code torch.jit.load} and DJL's PyTorch engine run.
 *
 * <p>The module has one method for each way to use the network, all from a float32 batch {@code (N, C, H, W)}. A
 * classifier has
 *
 * <ul>
 *   <li>{@code forward}: the logits, {@code (N, classes)};
 *   <li>{@code pre_logits}: the head's vector before its classifier, {@code (N, width)};
 *   <li>{@code embedding}: the pooled last stage, {@code (N, channels)};
 *   <li>{@code features}: a list of the stages' four maps, {@code (N, channels, H / stride, W / stride)}, strides 4, 8, 16,
 *       32.
 * </ul>
 *
 * <p>and a detector
 *
 * <ul>
 *   <li>{@code forward}: the decoded boxes before any is suppressed, {@code (N, boxes, 5 + classes)}: centre, width and
 *       height in pixels of the input, objectness and classes from 0 to 1;
 *   <li>{@code raw}: a list of the head's maps, {@code (N, anchors, H / stride, W / stride, 5 + classes)}.
 * </ul>
 *
 * <p>They return float32 whatever the module computes in. Unless it is packed, the code consists of plain
 * aten operators and is not bound to a device. The archive is a derived file, made again whenever it is missing, not a format to keep weights in.
 */
public final class TorchScript {
    /** libtorch's {@code kProducedFileFormatVersion}. */
    private static final String FORMAT_VERSION = "10\n";

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, '(', 't', '.'};

    /**
     * What each element is of the result of the method {@code widest}, which packed modules with 8-bit layers have, whatever
     * its input: less where the processor loses the upper bits of sums of products.
     */
    public static final float WIDEST_PRODUCT = Int8.WIDEST;

    private TorchScript() {}

    /**
     * Returns the name of the method that computes an output: {@code forward} for what the network is for, else the output's
     * own label.
     */
    public static String methodName(Graph graph, OutputKind kind) {
        return kind == graph.mainOutput() ? "forward" : kind.label();
    }

    /**
     * Writes an archive, replacing what was there only when all of it is written. The same network gives the same bytes.
     *
     * <p>Tensors are read one after the other and none is kept, so the heap needs room for a few copies of the largest one
     * only.
     *
     * @param weights the network, folded or not
     * @param dtype what the module computes in: F32, BF16 or F16; the weights are rounded to it, half to even
     * @param file the archive
     * @throws IllegalArgumentException if the module cannot compute in {@code dtype}
     * @throws IOException if a tensor cannot be read or the file cannot be written
     */
    public static void write(Weights weights, DType dtype, Path file) throws IOException {
        AtomicFile.write(file, out -> write(weights, dtype, MemoryFormat.AS_GIVEN, Optional.empty(), out));
    }

    /**
     * Writes the same for a module that is only loaded: its maps have their channels last, whatever the input has, and the file
     * is not forced to the disk.
     *
     * @param out an empty file, which stays open
     * @see #write
     */
    public static void writePortable(Weights weights, DType dtype, FileChannel out) throws IOException {
        write(weights, dtype, MemoryFormat.CHANNELS_LAST, Optional.empty(), out);
    }

    /**
     * Writes an archive for the processor, faster than the other and bound to libtorch 2.7 on a processor that oneDNN
     * knows: layers call torch's private operators on oneDNN, each together with the activation or addition that follows
     * it, on maps whose channels lie last.
     *
     * <p>It has two methods more. {@code reference} computes what {@code forward} does, but by plain operators. {@code
     * prepack(batch)} lays out the weights for batches of that many pictures of the given size, on this processor and for
     * the number of threads of the caller; {@code reference} cannot be called after it. Whoever loads the module compares
     * the two once: the private operators have been seen to give wrong results.
     *
     * @param weights the network, folded
     * @param inputSize for which size of picture the weights are laid out; others work too
     * @param out an empty file, which stays open
     */
    public static void writePacked(Weights weights, DType dtype, Size inputSize, FileChannel out) throws IOException {
        Packing packing = new Packing(weights.graph(), inputSize);
        write(weights, dtype, MemoryFormat.AS_GIVEN, Optional.of(packing), out);
    }

    private static void write(
            Weights weights, DType dtype, MemoryFormat format, Optional<Packing> packing, FileChannel out)
            throws IOException {
        List<Parameter> parameters = weights.graph().parameters().stream()
                .filter(parameter -> parameter.role() != Role.BATCH_COUNTER)
                .toList();
        ModuleCode code = new ModuleCode(weights.graph(), parameters, dtype, format, packing);
        Map<Parameter, DType> kept = keptTypes(weights.graph());
        List<Tensor> tensors = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor tensor = Tensors.cast(weights.tensor(parameter), kept.getOrDefault(parameter, dtype));
            tensors.add(
                    packing.isPresent() ? Tensors.reshaped(tensor, packing.get().storedShape(parameter)) : tensor);
        }
        TorchArchive archive = new TorchArchive(out);
        archive.add(".data/version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
        archive.add("constants.pkl", NO_CONSTANTS);
        archive.add("code/__torch__.py", code.text().getBytes(StandardCharsets.US_ASCII));
        archive.add("data.pkl", module(code.attributes(), tensors));
        for (int key = 0; key < tensors.size(); key++) {
            archive.addStorage(Integer.toString(key), tensors.get(key));
        }
        archive.finish();
    }

    /** Boxes are decoded in float32, so anchors keep it; 8-bit layers have their weights' type and float32. */
    private static Map<Parameter, DType> keptTypes(Graph graph) {
        Map<Parameter, DType> kept = new HashMap<>();
        for (Parameter parameter : graph.parameters()) {
            if (parameter.role() == Role.ANCHORS) {
                kept.put(parameter, DType.F32);
            }
        }
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof QuantizedLayer quantized) {
                kept.put(quantized.weight(), DType.I8);
                kept.put(quantized.scale(), DType.F32);
                kept.put(quantized.bias(), DType.F32);
            }
        }
        return kept;
    }

    private static byte[] module(List<String> attributes, List<Tensor> tensors) {
        PickleWriter pickle = new PickleWriter();
        pickle.instance("__torch__", ModuleCode.CLASS_NAME);
        pickle.emptyDict();
        pickle.mark();
        for (int key = 0; key < tensors.size(); key++) {
            pickle.text(attributes.get(key));
            pickle.tensor(tensors.get(key), Integer.toString(key));
        }
        pickle.text("training");
        pickle.falseValue();
        pickle.setItems();
        pickle.build();
        return pickle.finish();
    }
}
