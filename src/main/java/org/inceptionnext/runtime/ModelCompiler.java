package org.inceptionnext.runtime;

import ai.djl.Device;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Quantization;
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

    /** Of smaller networks little is left, and the way to glibc has to be opened for it. */
    private static final long WORTH_RELEASING_BYTES = 24L << 20;

    private final Weights weights;
    private final Options options;
    private final CompiledArchive archive;

    /** What is said of the form beside its name. */
    private final String addition;

    private ModelCompiler(Weights weights, Options options, CompiledArchive archive, String addition) {
        this.weights = weights;
        this.options = options;
        this.archive = archive;
        this.addition = addition;
    }

    /**
     * How a network is compiled.
     *
     * @param dtype what it computes in: F32, BF16 or F16, or I8 for 8 bits where {@code quantization} says so and float32,
     *     on processors with AMX bfloat16, elsewhere; input and output are float32 whatever it is
     * @param form the form that is asked for
     * @param inputSize the size of its pictures, for which weights are laid out; others work too
     * @param quantization what is computed in 8 bits; there must be one if {@code dtype} is I8
     */
    public record Options(DType dtype, CompiledForm form, Size inputSize, Optional<Quantization> quantization) {

        public Options {
            if (dtype == DType.I8 && quantization.isEmpty()) {
                throw new IllegalArgumentException("8 bits need the ranges of activations, and there are none");
            }
        }

        /** The options of a network without 8 bits. */
        public Options(DType dtype, CompiledForm form, Size inputSize) {
            this(dtype, form, inputSize, Optional.empty());
        }

        boolean isInt8() {
            return dtype == DType.I8;
        }

        /** Whether plain operators show what 8 bits answer, on any processor and in no less time than float32. */
        boolean isEmulated() {
            return isInt8() && form == CompiledForm.PORTABLE;
        }

        /** Returns the type of what is not in 8 bits: float32, or bfloat16 where the processor is made for it. */
        DType numbers() {
            if (isInt8()) {
                return ProcessorFeatures.hasTiles() && !isEmulated() ? DType.BF16 : DType.F32;
            }
            return dtype;
        }

        /** Returns the same without 8 bits. */
        Options inFloat32() {
            return new Options(DType.F32, form, inputSize);
        }
    }

    /**
     * Compiles a network.
     *
     * @param weights the network, folded or not; readable until this is closed
     * @param onGpu whether it will run on a GPU; a wrong guess costs compiling once more
     * @throws IOException if the weights cannot be read or the file cannot be written
     */
    public static ModelCompiler compile(Weights weights, Options options, boolean onGpu) throws IOException {
        return new ModelCompiler(weights, options, CompiledArchive.of(weights, options, onGpu), "");
    }

    /**
     * Loads the network; in the portable form where the one that was asked for is missing or gives wrong results. The
     * caller closes the model, which needs this compiler no more.
     *
     * @throws IOException if compiling once more fails
     */
    public CompiledModel load(Device device) throws IOException {
        if (options.isInt8() && device.isGpu()) {
            return withoutInt8(device, "8 bits are for the processor");
        }
        if (options.isInt8() && !options.isEmulated() && !ProcessorFeatures.hasWideByteSums()) {
            return withoutInt8(device, PackedFormCheck.NO_VNNI);
        }
        if (options.isInt8() && !options.isEmulated() && archive.form() == CompiledForm.PORTABLE) {
            // The guess that it would run on a GPU was wrong.
            try (ModelCompiler again = compile(weights, options, false)) {
                return again.load(device);
            }
        }
        if (archive.form() == CompiledForm.PORTABLE) {
            return portable(archive, device, archive.inWords());
        }
        if (device.isGpu()) {
            return portable(device, "portable");
        }
        String problem;
        try {
            NativeModule module = PackedFormCheck.load(archive.file(), weights.graph(), options);
            if (Files.size(archive.file()) >= WORTH_RELEASING_BYTES) {
                // The weights as they were before they were packed, which glibc may keep though they are free.
                InceptionNextRuntime.releaseFreeMemory();
            }
            return model(module, archive, archive.inWords());
        } catch (PackedFormException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (options.isInt8()) {
            return withoutInt8(device, problem);
        }
        if (SLOWER_FORM_SAID.compareAndSet(false, true)) {
            LOGGER.warn("Networks run in the portable form, which is slower: {}", problem);
        }
        return portable(device, "portable, since " + problem);
    }

    /** In float32, as if it had been asked for, and with the reason. */
    private CompiledModel withoutInt8(Device device, String problem) throws IOException {
        LOGGER.warn("A network runs in float32 instead of 8 bits, which is slower: {}", problem);
        Options plain = options.inFloat32();
        try (CompiledArchive compiled = CompiledArchive.of(weights, plain, device.isGpu())) {
            return new ModelCompiler(weights, plain, compiled, " in float32, since " + problem).load(device);
        }
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
        return new CompiledModel(graph, module, BatchLimit.of(graph, options.numbers()), form + addition);
    }

    /** Deletes the file; models that were loaded from it go on. */
    @Override
    public void close() throws IOException {
        archive.close();
    }
}
