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
import java.util.function.Function;

/** An ONNX file in ONNX Runtime on the CPU. */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** With the optimisations that it makes of its own accord. */
    public OnnxModel(Path file) {
        this(file, OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    private OnnxModel(Path file, OrtSession.SessionOptions.OptLevel level) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(level);
            session = environment.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    /** Node by node, as the file has them. */
    public static OnnxModel asWritten(Path file) {
        return new OnnxModel(file, OrtSession.SessionOptions.OptLevel.NO_OPT);
    }

    /** Runs the model on a batch of this shape and returns the elements of all outputs by name, row-major. */
    public Map<String, float[]> run(List<Long> shape, float[] elements) {
        return run(shape, elements, output -> {
            float[] values = new float[output.getFloatBuffer().remaining()];
            output.getFloatBuffer().get(values);
            return values;
        });
    }

    /** Runs the model on a batch of this shape and returns the shapes of all outputs by name. */
    public Map<String, List<Long>> shapes(List<Long> shape, float[] elements) {
        return run(
                shape,
                elements,
                output -> Arrays.stream(output.getInfo().getShape()).boxed().toList());
    }

    private <T> Map<String, T> run(List<Long> shape, float[] elements, Function<OnnxTensor, T> answer) {
        Map<String, T> answers = new LinkedHashMap<>();
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(elements), sizes);
                OrtSession.Result result = session.run(Map.of("input", input))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                answers.put(output.getKey(), answer.apply((OnnxTensor) output.getValue()));
            }
            return answers;
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
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
