package org.inceptionnext.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file in ONNX Runtime on the CPU, with the optimisations that it makes of its own accord. */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxModel(Path file) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    /** One output: all elements, row-major. */
    public record Output(List<Long> shape, float[] elements) {}

    /** Runs the model on a batch of this shape and returns all outputs by name. */
    public Map<String, Output> run(List<Long> shape, float[] elements) {
        Map<String, Output> outputs = new LinkedHashMap<>();
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(elements), sizes);
                OrtSession.Result result = session.run(Map.of("input", input))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                OnnxTensor tensor = (OnnxTensor) output.getValue();
                float[] values = new float[tensor.getFloatBuffer().remaining()];
                tensor.getFloatBuffer().get(values);
                outputs.put(
                        output.getKey(),
                        new Output(
                                Arrays.stream(tensor.getInfo().getShape())
                                        .boxed()
                                        .toList(),
                                values));
            }
            return outputs;
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the model and returns the elements of all outputs by name. */
    public Map<String, float[]> elements(List<Long> shape, float[] elements) {
        Map<String, float[]> all = new LinkedHashMap<>();
        run(shape, elements).forEach((name, output) -> all.put(name, output.elements()));
        return all;
    }

    /** Returns what the model's metadata say. */
    public Map<String, String> metadata() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }
}
