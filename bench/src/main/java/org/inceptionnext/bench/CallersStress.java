package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Eight callers on one model while others are opened and closed beside them: whether every answer stays right, and whether
 * memory and threads stay level. Prints a csv line every ten seconds and a verdict (Linux).
 *
 * <pre>
 * mvn -B -ntp package -DskipTests
 * java -Xmx512m -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/CallersStress.java FOLDER [SECONDS] [ARGUMENT=VALUE...]
 * </pre>
 *
 * FOLDER holds pictures at any depth; the arguments are the model's, such as {@code form=portable}. Exit code 1 if an answer
 * was wrong.
 */
public final class CallersStress {
    private static final int CALLERS = 8;
    private static final int PICTURES = 64;
    private static final int BATCH = 4;
    private static final double TOLERANCE = 1e-4;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration UNTIL_THREADS_END = Duration.ofSeconds(5);

    private final Map<Path, Classifications> answers = new LinkedHashMap<>();
    private final List<String> arguments;
    private final AtomicLong predictions = new AtomicLong();
    private final AtomicLong models = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final long deadline;

    private CallersStress(List<String> arguments, Duration duration) {
        this.arguments = arguments;
        this.deadline = System.nanoTime() + duration.toNanos();
    }

    /** Runs and prints. */
    public static void main(String[] args) throws Exception {
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            pictures = files.filter(Files::isRegularFile).sorted().limit(PICTURES).toList();
        }
        Duration duration = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 600);
        List<String> arguments = List.of(args).subList(Math.min(2, args.length), args.length);
        System.exit(new CallersStress(arguments, duration).run(pictures) ? 0 : 1);
    }

    private boolean run(List<Path> pictures) throws Exception {
        try (ZooModel<Path, Classifications> model = open();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            for (Path picture : pictures) {
                answers.put(picture, predictor.predict(picture));
            }
        }
        long threadsBefore = threads();
        System.out.println("seconds,predictions,models opened,wrong,resident MiB,threads");
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS + 1);
        try (ZooModel<Path, Classifications> model = open()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                running.add(pool.submit(() -> call(model, first)));
            }
            running.add(pool.submit(this::openAndClose));
            while (System.nanoTime() < deadline) {
                Thread.sleep(Math.min(
                        BETWEEN_SAMPLES.toMillis(), Math.max(1, (deadline - System.nanoTime()) / 1_000_000)));
                print(start);
            }
            for (Future<?> end : running) {
                end.get();
            }
        } finally {
            pool.shutdown();
        }
        Thread.sleep(UNTIL_THREADS_END.toMillis());
        print(start);
        System.out.printf("%d wrong answers; %d threads before, %d after%n", wrong.get(), threadsBefore, threads());
        return wrong.get() == 0;
    }

    private ZooModel<Path, Classifications> open() throws Exception {
        Criteria.Builder<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_zepto")
                .optArgument("topK", 10);
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            criteria.optArgument(pair[0], pair[1]);
        }
        return criteria.build().loadModel();
    }

    private Void call(ZooModel<Path, Classifications> model, int first) throws Exception {
        List<Path> pictures = List.copyOf(answers.keySet());
        try (Predictor<Path, Classifications> predictor = model.newPredictor()) {
            for (int i = first; System.nanoTime() < deadline; i++) {
                Path picture = pictures.get(i % pictures.size());
                check(picture, predictor.predict(picture));
            }
        }
        return null;
    }

    /** Opens a model, asks it for a few pictures at once, and closes it; again and again. */
    private Void openAndClose() throws Exception {
        List<Path> pictures = List.copyOf(answers.keySet()).subList(0, BATCH);
        while (System.nanoTime() < deadline) {
            try (ZooModel<Path, Classifications> model = open();
                    Predictor<Path, Classifications> predictor = model.newPredictor()) {
                List<Classifications> found = predictor.batchPredict(pictures);
                for (int i = 0; i < BATCH; i++) {
                    check(pictures.get(i), found.get(i));
                }
            }
            models.incrementAndGet();
        }
        return null;
    }

    private void check(Path picture, Classifications found) {
        predictions.incrementAndGet();
        for (Classification expected : answers.get(picture).topK(10)) {
            double difference = Math.abs(
                    expected.getProbability()
                            - found.get(expected.getClassName()).getProbability());
            if (!(difference <= TOLERANCE)) {
                wrong.incrementAndGet();
                System.err.println(picture + ": " + found + " instead of " + answers.get(picture));
                return;
            }
        }
    }

    private void print(long start) throws IOException {
        System.out.printf(
                "%.0f,%d,%d,%d,%.1f,%d%n",
                (System.nanoTime() - start) / 1e9,
                predictions.get(),
                models.get(),
                wrong.get(),
                status("VmRSS") / 1024.0,
                threads());
    }

    private static long threads() throws IOException {
        return status("Threads");
    }

    private static long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("/proc/self/status has no " + name);
    }
}
