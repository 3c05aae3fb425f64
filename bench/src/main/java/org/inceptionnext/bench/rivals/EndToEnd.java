package org.inceptionnext.bench.rivals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether {@code inx classify FOLDER} keeps the network busy: its pictures a second, once it runs, against one picture in the
 * time of the network and of a core that decodes and resizes. Both in turns, with inceptionnext_tiny and random weights.
 *
 * <pre>
 * bench/endtoend/run PICTURE INPUT_CORE_MILLIS [ROUNDS]
 * </pre>
 *
 * PICTURE is classified again and again; INPUT_CORE_MILLIS is what {@code InputCoreTime} printed. Exit code 1 below {@value
 * #GATE}.
 */
public final class EndToEnd {
    private static final double GATE = 0.97;
    private static final String MODEL = "inceptionnext_tiny";
    private static final int BATCH = 8;
    private static final int PICTURES = 40 * BATCH;
    private static final int SETTLED = 8 * BATCH;
    private static final int NETWORK_PREDICTIONS = 15;
    private static final Load LOAD = new Load(224, BATCH, 1, NETWORK_PREDICTIONS);

    private EndToEnd() {}

    /** Measures and prints. */
    public static void main(String[] args) throws IOException {
        Path picture = Path.of(args[0]);
        double inputMillis = Double.parseDouble(args[1]);
        double[] shares = new double[args.length > 2 ? Integer.parseInt(args[2]) : 5];
        Path folder = Files.createTempDirectory("endtoend");
        Path weights = NetworkFiles.ofClassifier(MODEL, folder).weights();
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < PICTURES; i++) {
            Files.copy(picture, pictures.resolve("%04d.jpg".formatted(i)));
        }
        for (int round = 0; round < shares.length; round++) {
            double network = networkMillis(weights, folder.resolve("worker.log"));
            double whole = classifyMillis(weights, pictures);
            shares[round] = (network + inputMillis) / whole;
            System.out.printf(
                    Locale.ROOT,
                    "inx classify %.1f ms a picture; network %.1f, input %.2f core-ms: %.1f %%%n",
                    whole,
                    network,
                    inputMillis,
                    100 * shares[round]);
        }
        double share = Medians.median(shares);
        System.out.printf(
                Locale.ROOT, "median %.1f %% (at least %.0f %%); files are in %s%n", 100 * share, 100 * GATE, folder);
        System.exit(share >= GATE ? 0 : 1);
    }

    private static double networkMillis(Path weights, Path log) throws IOException {
        List<String> command = Rivals.javaWorker();
        command.addAll(List.of("engine=ours", "model=" + MODEL, "weights=" + weights));
        try (WorkerProcess worker = WorkerProcess.start(command, log)) {
            worker.run(LOAD.withPredictions(3));
            return worker.run(LOAD).millis() / LOAD.images();
        }
    }

    /** Between the first batches, when everything starts, and the last one. */
    private static double classifyMillis(Path weights, Path pictures) throws IOException {
        List<String> command = List.of(
                "./inx",
                "classify",
                "-q",
                "--json",
                "--top-k=1",
                "--model=" + MODEL,
                "--weights=" + weights,
                pictures.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> times = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            while (lines.readLine() != null) {
                times.add(System.nanoTime());
            }
        }
        if (times.size() != PICTURES) {
            throw new IOException("inx classified " + times.size() + " of " + PICTURES + " pictures");
        }
        // Lines come a batch at a time: from the end of one batch to the end of another.
        long from = times.get(SETTLED - 1);
        return (times.get(PICTURES - 1) - from) / 1e6 / (PICTURES - SETTLED);
    }
}
