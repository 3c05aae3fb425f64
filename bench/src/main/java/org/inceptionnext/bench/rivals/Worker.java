package org.inceptionnext.bench.rivals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.inceptionnext.bench.rivals.Engine.Prediction;

/**
 * The process of one contender. Arguments: {@code engine=ours|stock|onnxruntime} and its settings as {@code name=value}. It
 * answers each line of standard input with one line:
 *
 * <ul>
 *   <li>{@code run SIZE BATCH CALLERS PREDICTIONS}: the time from the first call to the last answer, and the time of each
 *       prediction, in milliseconds;
 *   <li>{@code answer SIZE BATCH}: the first numbers of the network's output for the last picture of a batch.
 * </ul>
 */
public final class Worker implements AutoCloseable {
    /** A detector's output has millions. */
    private static final int MAX_ANSWER_NUMBERS = 10_000;

    private final Engine engine;
    private final List<Caller> callers = new ArrayList<>();

    private Worker(Engine engine) {
        this.engine = engine;
    }

    /** A thread of its own that never loaded anything, with the predictions that it has used. */
    private record Caller(ExecutorService thread, Map<Load, Prediction> predictions) {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Worker worker = new Worker(open(settings))) {
            System.out.println("ready " + worker.engine.version());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(worker.answer(line.split(" ", -1)));
            }
        }
        System.exit(0);
    }

    private static Engine open(Map<String, String> settings) throws Exception {
        String engine = String.valueOf(settings.remove("engine"));
        return switch (engine) {
            case "ours" -> DjlEngine.ours(settings.remove("model"), settings);
            case "stock" -> DjlEngine.stock(Path.of(settings.get("file")));
            case "onnxruntime" ->
                new OnnxRuntimeEngine(Path.of(settings.get("file")), OnnxRuntimeEngine.Settings.of(settings));
            default -> throw new IllegalArgumentException("no engine " + engine);
        };
    }

    private String answer(String[] words) throws Exception {
        int size = Integer.parseInt(words[1]);
        int batch = Integer.parseInt(words[2]);
        return words[0].equals("answer")
                ? last(batch, on(caller(0), new Load(size, batch, 1, 1)).get())
                : run(new Load(size, batch, Integer.parseInt(words[3]), Integer.parseInt(words[4])));
    }

    private static String last(int batch, float[][] outputs) {
        float[] output = outputs[0];
        StringBuilder line = new StringBuilder("answer");
        int from = output.length / batch * (batch - 1);
        for (int i = from; i < Math.min(output.length, from + MAX_ANSWER_NUMBERS); i++) {
            line.append(' ').append(output[i]);
        }
        return line.toString();
    }

    private Caller caller(int index) {
        while (callers.size() <= index) {
            callers.add(new Caller(Executors.newSingleThreadExecutor(), new HashMap<>()));
        }
        return callers.get(index);
    }

    private Future<float[][]> on(Caller caller, Load load) {
        return caller.thread().submit(() -> new float[][] {prediction(caller, load).run()});
    }

    private Prediction prediction(Caller caller, Load load) throws Exception {
        Load key = load.withPredictions(0);
        Prediction prediction = caller.predictions().get(key);
        if (prediction == null) {
            prediction = engine.prediction(load.batch(), load.size());
            caller.predictions().put(key, prediction);
        }
        return prediction;
    }

    private String run(Load load) throws Exception {
        CountDownLatch ready = new CountDownLatch(load.callers());
        CountDownLatch start = new CountDownLatch(1);
        List<Future<double[]>> running = new ArrayList<>();
        for (int i = 0; i < load.callers(); i++) {
            Caller caller = caller(i);
            running.add(caller.thread().submit(timed(caller, load, ready, start)));
        }
        ready.await();
        long from = System.nanoTime();
        start.countDown();
        StringBuilder latencies = new StringBuilder();
        for (Future<double[]> each : running) {
            for (double latency : each.get()) {
                latencies.append(' ').append(latency);
            }
        }
        return "run " + (System.nanoTime() - from) / 1e6 + latencies;
    }

    private Callable<double[]> timed(Caller caller, Load load, CountDownLatch ready, CountDownLatch start) {
        return () -> {
            Prediction prediction = prediction(caller, load);
            double[] latencies = new double[load.predictions()];
            ready.countDown();
            start.await();
            for (int i = 0; i < latencies.length; i++) {
                long from = System.nanoTime();
                prediction.run();
                latencies[i] = (System.nanoTime() - from) / 1e6;
            }
            return latencies;
        };
    }

    @Override
    public void close() {
        for (Caller caller : callers) {
            for (Prediction prediction : caller.predictions().values()) {
                prediction.close();
            }
            caller.thread().shutdown();
        }
        engine.close();
    }
}
