package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * A TorchScript module in libtorch. It lives in a manager of its own: the resources of a model's manager are closed in no
 * particular order, and the module must go last.
 */
final class NativeModule implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;

    private NativeModule(NDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /**
     * Loads a module.
     *
     * @param archive the TorchScript archive; not needed afterwards
     */
    static NativeModule load(Path archive, Device device) {
        NDManager manager = NDManager.newBaseManager(device, PtEngine.ENGINE_NAME);
        try {
            return new NativeModule(
                    manager,
                    JniUtils.loadModule((PtNDManager) manager, archive, true, new String[0], new String[0], false));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    Device device() {
        return manager.getDevice();
    }

    NDManager manager() {
        return manager;
    }

    /**
     * Runs a method on pictures.
     *
     * @param target the manager that the results are attached to; they are ordinary arrays that may be changed and trained on
     */
    NDList run(String method, PtNDArray pictures, NDManager target) {
        NDList outputs = new NDList();
        // Not IValueUtils.forward: it leaks its native input when the network throws.
        try (PtNDManager scope = (PtNDManager) target.newSubManager(target.getDevice());
                IValue input = IValue.from(pictures);
                IValue output = IValueUtils.runMethod(block, method, input)) {
            for (NDArray array : output.toNDList(scope)) {
                // A copy, since what inference mode returns cannot be trained on or changed in place.
                NDArray copy = array.duplicate();
                copy.attach(target);
                outputs.add(copy);
            }
        }
        return outputs;
    }

    /** Packs the weights of a packed module for batches of this size, and for the number of threads of this one. */
    void prepack(int batch) {
        try (IValue count = IValue.from((long) batch)) {
            IValueUtils.runMethod(block, "prepack", count).close();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
