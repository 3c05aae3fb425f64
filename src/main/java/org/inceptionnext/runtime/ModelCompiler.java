package org.inceptionnext.runtime;

import ai.djl.Device;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.runtime.PackedFormCheck.PackedFormException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles a network for libtorch. {@link #compile} writes the file and needs no libtorch, whose library may be loading
 * meanwhile; {@link #load} loads it.
 */
public final class ModelCompiler implements Closeable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelCompiler.class);
    private static final AtomicBoolean SLOWER_FORM_SAID = new AtomicBoolean();

    private final Weights weights;
    private final Options options;
    private final CompiledArchive archive;

    private ModelCompiler(Weights weights, Options options, CompiledArchive archive) {
        this.weights = weights;
        this.options = options;
        this.archive = archive;
    }

    /**
     * How a network is compiled.
     *
     * @param dtype what it computes in: F32, BF16 or F16; input and output are float32 whatever it is
     * @param form the form that is asked for
     * @param inputSize the size of its pictures, for which weights are laid out; others work too
     */
    public record Options(DType dtype, CompiledForm form, Size inputSize) {}

    /**
     * Compiles a network.
     *
     * @param weights the network, folded or not; readable until this is closed
     * @param onGpu whether it will run on a GPU; a wrong guess costs compiling once more
     * @throws IOException if the weights cannot be read or the file cannot be written
     */
    public static ModelCompiler compile(Weights weights, Options options, boolean onGpu) throws IOException {
        return new ModelCompiler(weights, options, CompiledArchive.of(weights, options, onGpu));
    }

    /**
     * Loads the network; in the portable form where the one that was asked for is missing or gives wrong results. The
     * caller closes the model, which needs this compiler no more.
     *
     * @throws IOException if compiling once more fails
     */
    public CompiledModel load(Device device) throws IOException {
        if (archive.form() == CompiledForm.PORTABLE) {
            return portable(archive, device, "portable");
        }
        if (device.isGpu()) {
            return portable(device, "portable");
        }
        String problem;
        try {
            NativeModule module = PackedFormCheck.load(archive.file(), weights.graph(), options);
            return model(module, archive, archive.form().name().toLowerCase(Locale.ROOT));
        } catch (PackedFormException e) {
            problem = e.getMessage();
        }
        if (SLOWER_FORM_SAID.compareAndSet(false, true)) {
            LOGGER.warn("Networks run in the portable form, which is slower: {}", problem);
        }
        return portable(device, "portable, since " + problem);
    }

    private CompiledModel portable(Device device, String form) throws IOException {
        try (CompiledArchive plain = CompiledArchive.portable(weights, options)) {
            return portable(plain, device, form);
        }
    }

    private CompiledModel portable(CompiledArchive plain, Device device, String form) {
        NativeModule module = InferenceExecutor.run(() -> NativeModule.load(plain.file(), device));
        return model(module, plain, form);
    }

    private CompiledModel model(NativeModule module, CompiledArchive compiled, String form) {
        Graph graph = compiled.weights().graph();
        return new CompiledModel(graph, module, BatchLimit.of(graph, options.dtype()), form);
    }

    /** Deletes the file; models that were loaded from it go on. */
    @Override
    public void close() throws IOException {
        archive.close();
    }
}
