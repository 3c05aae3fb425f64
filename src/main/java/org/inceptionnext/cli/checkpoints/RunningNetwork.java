package org.inceptionnext.cli.checkpoints;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.cli.checkpoints.ConversionCheck.CheckInput;
import org.jspecify.annotations.Nullable;

/** A file that one of DJL's engines has loaded, on the CPU, asked for outputs by the graph's names. */
final class RunningNetwork implements AutoCloseable {
    static final String PYTORCH = "PyTorch";
    static final String ONNX_RUNTIME = "OnnxRuntime";

    private static final Pattern NUMBERED = Pattern.compile("(.*)_[0-9]+");

    private final Model model;
    private final Predictor<NDList, NDList> predictor;
    private final boolean hasMethods;

    private RunningNetwork(Model model, boolean hasMethods) {
        this.model = model;
        this.predictor = model.newPredictor(new NoopTranslator(null));
        this.hasMethods = hasMethods;
    }

    /**
     * Loads a TorchScript module that this program wrote, or an ONNX file.
     *
     * @param engine {@link #PYTORCH} or {@link #ONNX_RUNTIME}
     */
    static RunningNetwork load(Path file, String engine) throws IOException {
        Model model = Model.newInstance("check", Device.cpu(), engine);
        try {
            model.load(file);
            return new RunningNetwork(model, engine.equals(PYTORCH));
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        } catch (MalformedModelException e) {
            model.close();
            throw new IOException(e);
        }
    }

    /** Returns all elements of each output, row-major. */
    Map<String, float[]> run(List<String> outputs, CheckInput input) throws IOException {
        Map<String, float[]> results = new LinkedHashMap<>();
        if (!hasMethods) {
            List<float[]> all = call(null, input);
            for (int i = 0; i < outputs.size(); i++) {
                results.put(outputs.get(i), all.get(i));
            }
            return results;
        }
        for (String output : outputs) {
            if (!results.containsKey(output)) {
                Matcher numbered = NUMBERED.matcher(output);
                List<float[]> all = call(numbered.matches() ? numbered.group(1) : method(output), input);
                for (int i = 0; i < all.size(); i++) {
                    results.put(numbered.matches() ? numbered.group(1) + "_" + i : output, all.get(i));
                }
            }
        }
        return results;
    }

    private static String method(String output) {
        return output.equals("logits") || output.equals("predictions") ? "forward" : output;
    }

    private List<float[]> call(@Nullable String method, CheckInput input) throws IOException {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            NDList arguments = new NDList(scope.create(input.elements(), new Shape(input.shape())));
            if (method != null) {
                NDArray selector = scope.create(0);
                selector.setName("module_method:" + method);
                arguments.add(selector);
            }
            List<float[]> results = new ArrayList<>();
            try (NDList answers = predictor.predict(arguments)) {
                answers.forEach(answer -> results.add(answer.toFloatArray()));
            }
            return results;
        } catch (TranslateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
