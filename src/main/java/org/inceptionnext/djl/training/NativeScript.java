package org.inceptionnext.djl.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A TorchScript module without tensors in libtorch; its methods are called with all that they need. */
public final class NativeScript implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;

    private NativeScript(NDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /** What writes the module's archive. */
    @FunctionalInterface
    public interface Archive {
        /** Writes it to a file that does not exist yet. */
        void writeTo(Path file) throws IOException;
    }

    /**
     * Loads a module.
     *
     * @throws IOException if the archive cannot be written
     */
    public static NativeScript load(Archive archive, Device device) throws IOException {
        Path folder = Files.createTempDirectory("inceptionnext-training");
        Path file = folder.resolve("module.pt");
        NDManager manager = NDManager.newBaseManager(device, PtEngine.ENGINE_NAME);
        try {
            archive.writeTo(file);
            PtSymbolBlock block =
                    JniUtils.loadModule((PtNDManager) manager, file, true, new String[0], new String[0], false);
            return new NativeScript(manager, block);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /**
     * Calls a method that records gradients if the calling thread does.
     *
     * @param first the first arguments, in order
     * @param lists those after them: lists of arrays, none empty
     * @return the results, attached to the manager of the first argument
     */
    public NDList record(String method, NDList first, List<List<NDArray>> lists) {
        NDList inputs = new NDList();
        List<String> names = new ArrayList<>();
        for (NDArray array : first) {
            names.add(array.getName());
            array.setName(null);
            inputs.add(array);
        }
        for (int i = 0; i < lists.size(); i++) {
            for (NDArray array : lists.get(i)) {
                names.add(array.getName());
                // DJL's word for "an element of this list"; dots, which keys have, would mean a dict.
                array.setName("l" + i + "[]");
                inputs.add(array);
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray selector = scope.create(0);
            selector.setName("module_method:" + method);
            inputs.add(selector);
            return IValueUtils.forward(block, inputs, true);
        } finally {
            for (int i = 0; i < names.size(); i++) {
                inputs.get(i).setName(names.get(i));
            }
        }
    }

    /**
     * Calls a method without gradients; the arguments are closed.
     *
     * @return what it returns, for the caller to close
     */
    public IValue run(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(block, method, arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
