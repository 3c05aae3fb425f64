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
import org.inceptionnext.cli.checkpoints.ConversionCheck.CheckInput;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.jspecify.annotations.Nullable;

/** A file that one of DJL's engines has loaded, on the CPU, asked for outputs of its graph. */
final class RunningNetwork implements AutoCloseable {
    static final String PYTORCH = "PyTorch";
    static final String ONNX_RUNTIME = "OnnxRuntime";

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

    /** Returns all elements of each value of these outputs, row-major, by the value's name. */
    Map<String, float[]> run(Graph graph, List<OutputKind> outputs, CheckInput input) throws IOException {
        List<String> names = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (OutputKind output : outputs) {
            names.addAll(output.names(graph.values(output).size()));
            if (hasMethods) {
                values.addAll(call(TorchScript.methodName(graph, output), input));
            }
        }
        if (!hasMethods) {
            values.addAll(call(null, input));
        }
        Map<String, float[]> results = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            results.put(names.get(i), values.get(i));
        }
        return results;
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
