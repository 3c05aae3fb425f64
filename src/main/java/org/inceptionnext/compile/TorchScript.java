package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.PickleWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.TorchArchive;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
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
 * <p>They return float32 whatever the module computes in. The code consists of plain aten operators, so it is not bound to
 * a device. The archive is a derived file, made again whenever it is missing, not a format to keep weights in.
 */
public final class TorchScript {
    /** libtorch's {@code kProducedFileFormatVersion}. */
    private static final String FORMAT_VERSION = "10\n";

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, '(', 't', '.'};

    private TorchScript() {}

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
        List<Parameter> parameters = weights.graph().parameters().stream()
                .filter(parameter -> parameter.role() != Role.BATCH_COUNTER)
                .toList();
        ModuleCode code = new ModuleCode(weights.graph(), parameters, dtype);
        List<Tensor> tensors = new ArrayList<>();
        for (Parameter parameter : parameters) {
            // Boxes are decoded in float32, so anchors keep it.
            DType kept = parameter.role() == Role.ANCHORS ? DType.F32 : dtype;
            tensors.add(Tensors.cast(weights.tensor(parameter), kept));
        }
        AtomicFile.write(file, out -> {
            TorchArchive archive = new TorchArchive(out);
            archive.add(".data/version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
            archive.add("constants.pkl", NO_CONSTANTS);
            archive.add("code/__torch__.py", code.text().getBytes(StandardCharsets.US_ASCII));
            archive.add("data.pkl", module(code.attributes(), tensors));
            for (int key = 0; key < tensors.size(); key++) {
                archive.addStorage(Integer.toString(key), tensors.get(key));
            }
            archive.finish();
        });
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
