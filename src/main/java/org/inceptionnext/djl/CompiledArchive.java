package org.inceptionnext.djl;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.djl.ModelArguments.Form;
import org.inceptionnext.network.Pass;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;

/**
 * A network compiled to the file that PyTorch loads it from; to make one, PyTorch is not needed.
 *
 * @param file exists until this is closed
 * @param weights what was compiled
 * @param form how
 */
record CompiledArchive(Path file, Weights weights, Form form) implements Closeable {
    /** From this stride on, one large depthwise kernel is faster than three small ones: maps of 14 x 14 and 7 x 7 at 224. */
    private static final int MERGED_FROM_STRIDE = 16;

    /**
     * What is compiled, and for what.
     *
     * @param weights the network
     * @param dtype what it computes in
     * @param form the form that is asked for
     * @param inputSize the size of its pictures
     */
    record Request(Weights weights, DType dtype, Form form, Size inputSize) {

        private Weights folded() {
            return Pass.folding().apply(weights);
        }
    }

    private interface Writer {
        void write(FileChannel out) throws IOException;
    }

    /** Compiles in the form that is asked for, or portably where that form is not for: it is the processor's, without float16. */
    static CompiledArchive of(Request request, boolean onGpu) throws IOException {
        if (request.form() == Form.PORTABLE || onGpu || request.dtype() == DType.F16) {
            return portable(request);
        }
        Weights folded = request.folded();
        Weights weights = request.form() == Form.LATENCY
                ? Pass.mergingDepthwise(MERGED_FROM_STRIDE).apply(folded)
                : folded;
        Path file = written(out -> TorchScript.writePacked(weights, request.dtype(), request.inputSize(), out));
        return new CompiledArchive(file, weights, request.form());
    }

    /** Compiles to plain operators. */
    static CompiledArchive portable(Request request) throws IOException {
        Weights folded = request.folded();
        Path file = written(out -> TorchScript.writePortable(folded, request.dtype(), out));
        return new CompiledArchive(file, folded, Form.PORTABLE);
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
