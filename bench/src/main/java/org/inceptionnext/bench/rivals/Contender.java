package org.inceptionnext.bench.rivals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A way to run a network.
 *
 * @param name {@code ours} and the form, or whose
 * @param dtype what it computes in
 * @param settings of the worker
 */
record Contender(String name, String dtype, Map<String, String> settings) {
    static final String OURS = "ours";
    static final String ONNX_RUNTIME = "ONNX Runtime";
    static final String TORCH_SCRIPT = "TorchScript in DJL";

    Contender {
        settings = new TreeMap<>(settings);
    }

    static Contender ours(String model, NetworkFiles files, String dtype) {
        return new Contender(
                OURS,
                dtype,
                Map.of(
                        "engine",
                        "ours",
                        "model",
                        model,
                        "weights",
                        files.weights().toString(),
                        "dtype",
                        dtype));
    }

    /** Returns ours in a form that is asked for by name. */
    Contender inForm(String form) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put("form", form);
        return new Contender(name + " (" + form + ")", dtype, more);
    }

    static Contender torchScript(NetworkFiles files) {
        return new Contender(
                TORCH_SCRIPT,
                "float32",
                Map.of("engine", "stock", "file", files.torchScript().toString()));
    }

    static Contender onnxRuntime(String file, OnnxRuntimeEngine.Settings settings) {
        Map<String, String> words = new TreeMap<>(settings.words());
        words.put("engine", "onnxruntime");
        words.put("file", file);
        return new Contender(ONNX_RUNTIME, "float32", words);
    }

    Contender onFile(String file) {
        Map<String, String> words = new TreeMap<>(settings);
        words.put("file", file);
        return new Contender(name, dtype, words);
    }

    static Contender python(String name, String engine, String dtype, Map<String, String> settings) {
        Map<String, String> words = new TreeMap<>(settings);
        words.put("engine", engine);
        words.put("dtype", dtype);
        return new Contender(name, dtype, words);
    }

    boolean isPython() {
        return settings.get("engine").startsWith("python-");
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        settings.forEach((name, value) -> words.add(name + "=" + value));
        return words;
    }

    /** Returns the settings in which it differs from others, without the folders of this machine. */
    String shownSettings() {
        return settings.entrySet().stream()
                .filter(entry -> !List.of("engine", "dtype", "model", "weights").contains(entry.getKey()))
                .map(entry -> entry.getKey() + "="
                        + entry.getValue().substring(entry.getValue().lastIndexOf('/') + 1))
                .collect(Collectors.joining(" "));
    }
}
