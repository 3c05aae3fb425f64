package org.inceptionnext.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.testing.NetworkGolden.Case;

/** A TorchScript archive in DJL's PyTorch engine, without anything of ours between. */
public final class CompiledModule implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final PtSymbolBlock block;

    public CompiledModule(Path archive) {
        block = JniUtils.loadModule((PtNDManager) manager, archive, true, new String[0], new String[0], false);
    }

    /** Runs every method on a golden input and returns the outputs by the graph's names. */
    public Map<String, float[]> run(Case input) {
        try (NDManager scope = manager.newSubManager()) {
            long[] shape =
                    input.input().shape().stream().mapToLong(Long::longValue).toArray();
            NDArray image = scope.create(input.inputElements(), new Shape(shape));
            Map<String, float[]> outputs = new LinkedHashMap<>();
            outputs.put("logits", method("forward", image).singletonOrThrow().toFloatArray());
            outputs.put(
                    "pre_logits", method("pre_logits", image).singletonOrThrow().toFloatArray());
            outputs.put(
                    "embedding", method("embedding", image).singletonOrThrow().toFloatArray());
            NDList features = method("features", image);
            for (int i = 0; i < features.size(); i++) {
                outputs.put("features_" + i, features.get(i).toFloatArray());
            }
            return outputs;
        }
    }

    /** Runs one method on an input of this shape and returns all its results, row-major. */
    public List<float[]> run(String method, List<Long> shape, float[] elements) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray input = scope.create(
                    elements,
                    new Shape(shape.stream().mapToLong(Long::longValue).toArray()));
            return method(method, input).stream().map(NDArray::toFloatArray).toList();
        }
    }

    /** Runs one method; the results belong to the image's manager. */
    public NDList method(String name, NDArray image) {
        NDArray selector = image.getManager().create(0);
        selector.setName("module_method:" + name);
        return block.forward(new ParameterStore(manager, false), new NDList(image, selector), false);
    }

    /** Packs the weights of a packed module for batches of this size. */
    public void prepack(int batch) {
        try (IValue count = IValue.from((long) batch)) {
            IValueUtils.runMethod(block, "prepack", count).close();
        }
    }

    /** Returns the manager that holds the module, for inputs. */
    public NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
