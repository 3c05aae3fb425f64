package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The comparison: for each case, ONNX Runtime's settings are tried, the best of them and all others run in turns, and the
 * ratios are held against the gates. {@code bench/rivals/run} sets what has to be the same for all and starts it.
 *
 * <p>Arguments: {@code --quick} (few alternations, settings and cases), {@code --python PYTHON} (an interpreter with torch
 * and openvino), {@code --alternations N}, {@code --csv FILE}, {@code --only WORD} (of a case's name).
 */
public final class Rivals implements AutoCloseable {
    /** Beside the one that everybody gets, which is the latency form where it runs. */
    private static final List<String> FORMS = List.of("throughput", "portable");
    private static final String FLOAT32 = "float32";
    private static final String BFLOAT16 = "bfloat16";
    private static final int FINALISTS = 2;
    private static final int ALTERNATIONS = 20;
    private static final int QUICK_ALTERNATIONS = 5;

    private final Options options;
    private final Path folder;
    private final Map<String, NetworkFiles> files = new HashMap<>();

    private Rivals(Options options) throws IOException {
        this.options = options;
        this.folder = Files.createTempDirectory("rivals");
    }

    private record Options(boolean quick, Optional<String> python, int alternations, Path csv, String only) {

        private static Options of(String... args) {
            Map<String, String> values = new HashMap<>();
            boolean quick = false;
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals("--quick")) {
                    quick = true;
                } else if (i + 1 < args.length) {
                    values.put(args[i], args[++i]);
                } else {
                    throw new IllegalArgumentException(args[i] + " needs a value");
                }
            }
            int alternations = quick ? QUICK_ALTERNATIONS : ALTERNATIONS;
            String csv = quick ? "bench/target/rivals/quick.csv" : "bench/results/rivals.csv";
            return new Options(
                    quick,
                    Optional.ofNullable(values.get("--python")),
                    Integer.parseInt(values.getOrDefault("--alternations", Integer.toString(alternations))),
                    Path.of(values.getOrDefault("--csv", csv)),
                    values.getOrDefault("--only", ""));
        }
    }

    /** Runs and prints. */
    public static void main(String[] args) throws IOException {
        try (Rivals rivals = new Rivals(Options.of(args))) {
            rivals.run();
        }
    }

    private void run() throws IOException {
        List<Result> results = new ArrayList<>();
        for (Scenario scenario : Scenario.all()) {
            if (scenario.name().contains(options.only())) {
                List<Result> ofScenario = run(scenario);
                Report.print(scenario, ofScenario);
                results.addAll(ofScenario);
            }
        }
        Report.write(results, options.csv());
        Gates.print(results);
    }

    private List<Result> run(Scenario scenario) throws IOException {
        NetworkFiles network = files(scenario);
        Contest contest = new Contest(this::launch, options.alternations());
        List<Contender> contenders = new ArrayList<>();
        contenders.add(Contender.torchScript(network));
        contenders.addAll(ours(scenario, network));
        contenders.addAll(onnxRuntime(contest, scenario, network));
        if (options.python().isPresent()) {
            contenders.addAll(python(scenario, network));
        }
        return contest.run(scenario, contenders);
    }

    private NetworkFiles files(Scenario scenario) throws IOException {
        NetworkFiles known = files.get(scenario.network());
        if (known != null) {
            return known;
        }
        NetworkFiles written = scenario.isDetector()
                ? NetworkFiles.ofDetector(scenario.network(), folder)
                : NetworkFiles.ofClassifier(scenario.network(), folder);
        files.put(scenario.network(), written);
        return written;
    }

    /** As everybody gets it, and in each form by name. */
    private List<Contender> ours(Scenario scenario, NetworkFiles network) {
        Contender float32 = Contender.ours(scenario.network(), network, FLOAT32);
        List<Contender> ours = new ArrayList<>();
        ours.add(float32);
        ours.add(Contender.ours(scenario.network(), network, BFLOAT16));
        if (!options.quick()) {
            FORMS.forEach(form -> ours.add(float32.inForm(form)));
        }
        return ours;
    }

    /** The best settings, each for the exported file and for the folded one. */
    private List<Contender> onnxRuntime(Contest contest, Scenario scenario, NetworkFiles network) throws IOException {
        List<OnnxRuntimeEngine.Settings> grid = OnnxRuntimeEngine.Settings.grid();
        if (options.quick()) {
            grid = grid.subList(grid.size() - 3, grid.size());
        }
        List<Contender> ranked = contest.screen(
                scenario,
                grid.stream()
                        .map(settings ->
                                Contender.onnxRuntime(network.onnx().toString(), settings))
                        .toList());
        List<Contender> finalists = new ArrayList<>();
        for (Contender exported : ranked.subList(0, FINALISTS)) {
            finalists.add(exported);
            finalists.add(exported.onFile(network.foldedOnnx().toString()));
        }
        return finalists;
    }

    private static List<Contender> python(Scenario scenario, NetworkFiles network) {
        // Many callers with one thread each, or one caller with all.
        boolean many = scenario.load().callers() > 1;
        Map<String, String> torch = many ? Map.of("threads", "1") : Map.of();
        String hint = many ? "THROUGHPUT" : "LATENCY";
        String onnx = network.onnx().toString();
        List<Contender> python = new ArrayList<>();
        for (String dtype : List.of(FLOAT32, BFLOAT16)) {
            Map<String, String> module = new HashMap<>(torch);
            module.put("file", (dtype.equals(FLOAT32) ? network.torchScript() : network.halfTorchScript()).toString());
            python.add(Contender.python("PyTorch", "python-torch", dtype, module));
            python.add(
                    Contender.python("OpenVINO", "python-openvino", dtype, Map.of("file", onnx, "hint", hint)));
        }
        return python;
    }

    private WorkerProcess launch(Contender contender) throws IOException {
        List<String> command = new ArrayList<>();
        if (contender.isPython()) {
            command.addAll(List.of(options.python().orElseThrow(), "bench/rivals/worker.py"));
        } else {
            command.addAll(javaWorker());
        }
        command.addAll(contender.words());
        return WorkerProcess.start(command, folder.resolve("worker.log"));
    }

    /** Returns the start of a worker's command, to which its settings are added. */
    static List<String> javaWorker() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName()));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> written = Files.walk(folder)) {
            for (Path path : written.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
