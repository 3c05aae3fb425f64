package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;

/**
 * How far a network's answers move when layers of it are in 8 bits: the norm of the difference from float32 over that of the
 * answers, all pictures taken together. Of a detector the answers are its raw maps, since boxes are in pixels and scores are not.
 *
 * <p>It is measured with plain operators that round as products of bytes do, so that every processor measures the same.
 */
public final class RoundingError implements AutoCloseable {
    private final Weights weights;
    private final Size inputSize;
    private final OutputKind output;
    private final CompiledModel exact;
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), PtEngine.ENGINE_NAME);
    private final List<NDArray> pictures = new ArrayList<>();
    private final List<NDList> answers = new ArrayList<>();

    private RoundingError(Weights weights, Size inputSize, OutputKind output) throws IOException {
        this.weights = weights;
        this.inputSize = inputSize;
        this.output = output;
        this.exact = load(DType.F32, Optional.empty());
    }

    /**
     * Prepares to measure.
     *
     * @param weights the network, readable until this is closed
     * @param inputSize the size of its pictures
     * @throws IOException if the weights cannot be read
     */
    public static RoundingError of(Weights weights, Size inputSize) throws IOException {
        Graph graph = weights.graph();
        return new RoundingError(
                weights,
                inputSize,
                graph.gives(OutputKind.DETECTOR_MAPS) ? OutputKind.DETECTOR_MAPS : graph.mainOutput());
    }

    /** Returns which answers are compared. */
    public OutputKind output() {
        return output;
    }

    /**
     * Takes a picture in, and computes its answers in float32.
     *
     * @param numbers the network's input, channel by channel and row by row
     */
    public void add(float[] numbers) {
        int channels = weights.graph().input().channels();
        NDArray picture = manager.create(numbers, new Shape(1, channels, inputSize.height(), inputSize.width()));
        pictures.add(picture);
        answers.add(exact.run(output, picture));
    }

    /**
     * Measures.
     *
     * @param quantization which layers are in 8 bits
     * @throws IOException if the weights cannot be read
     */
    public double of(Quantization quantization) throws IOException {
        double difference = 0;
        double norm = 0;
        try (CompiledModel rounded = load(DType.I8, Optional.of(quantization))) {
            for (int i = 0; i < pictures.size(); i++) {
                try (NDList actual = rounded.run(output, pictures.get(i))) {
                    for (int j = 0; j < actual.size(); j++) {
                        float[] a = answers.get(i).get(j).toFloatArray();
                        float[] b = actual.get(j).toFloatArray();
                        for (int k = 0; k < a.length; k++) {
                            difference += Math.pow((double) a[k] - b[k], 2);
                            norm += Math.pow(a[k], 2);
                        }
                    }
                }
            }
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    private CompiledModel load(DType dtype, Optional<Quantization> quantization) throws IOException {
        ModelCompiler.Options options =
                new ModelCompiler.Options(dtype, CompiledForm.PORTABLE, inputSize, quantization);
        try (ModelCompiler compiler = ModelCompiler.compile(weights, options, false)) {
            return compiler.load(Device.cpu());
        }
    }

    @Override
    public void close() {
        manager.close();
        exact.close();
    }
}
