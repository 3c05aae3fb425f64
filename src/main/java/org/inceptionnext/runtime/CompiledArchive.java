package org.inceptionnext.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.runtime.ModelCompiler.Options;

/**
 * A network compiled to the file that PyTorch loads it from; to make one, PyTorch is not needed.
 *
 * @param file exists until this is closed
 * @param weights what was compiled
 * @param form how it was compiled
 * @param numbers the type that it computes in, but for what is in 8 bits
 */
record CompiledArchive(Path file, Weights weights, CompiledForm form, DType numbers) implements Closeable {
    /** From this stride on, one large depthwise kernel is faster than three small ones: maps of 14 x 14 and 7 x 7 at 224. */
    private static final int MERGED_FROM_STRIDE = 16;

    private interface Writer {
        void write(FileChannel out) throws IOException;
    }

    /** Compiles in the form that is asked for, or portably where that form is not for: it is the processor's, without float16. */
    static CompiledArchive of(Weights weights, Options options, boolean onGpu) throws IOException {
        if (options.form() == CompiledForm.PORTABLE || onGpu || options.dtype() == DType.F16) {
            return portable(weights, options);
        }
        Weights folded = folded(weights, options);
        Weights merged = options.form() == CompiledForm.LATENCY
                ? Pass.mergingDepthwise(MERGED_FROM_STRIDE).apply(folded)
                : folded;
        Path file = written(out -> TorchScript.writePacked(merged, options.numbers(), options.inputSize(), out));
        return new CompiledArchive(file, merged, options.form(), options.numbers());
    }

    private static Weights folded(Weights weights, Options options) {
        return options.isInt8()
                ? Pass.quantize(
                        Pass.balancing().apply(weights), options.quantization().orElseThrow())
                : Pass.folding().apply(weights);
    }

    /** Compiles to plain operators, which round to 8 bits where products of bytes would. */
    static CompiledArchive portable(Weights weights, Options options) throws IOException {
        Weights folded = folded(weights, options);
        Path file = written(out -> TorchScript.writePortable(folded, options.numbers(), out));
        return new CompiledArchive(file, folded, CompiledForm.PORTABLE, options.numbers());
    }

    /** Returns the form in words, with how much is computed in 8 bits. */
    String inWords() {
        String name = form.name().toLowerCase(Locale.ROOT);
        long layers = weights.graph().nodes().stream()
                .filter(node -> node.operation() instanceof QuantizedLayer)
                .count();
        if (layers == 0) {
            return name;
        }
        String how =
                form == CompiledForm.PORTABLE ? " layers rounded as in int8, all in " : " layers in int8, the rest in ";
        return name + " with " + layers + how + ComputeType.of(numbers);
    }

    private static Path written(Writer writer) throws IOException {
        Path file = Files.createTempFile("inceptionnext", ".pt");
        // For a process that is stopped while it loads; a module that is loaded needs the file no more.
        file.toFile().deleteOnExit();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writer.write(out);
            return file;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
