package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.inceptionnext.bench.rivals.WorkerProcess.Turn;

/** Lets contenders run in turns. */
final class Contest {
    /** Threads that spin while they wait have gone to sleep by then. */
    private static final int PAUSE_MILLIS = 40;

    private static final int SCREENING_TURNS = 3;

    /** Java compiles what is called often by then, and libtorch has seen each caller's thread. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** Float32 is at 1e-6, bfloat16 at 5e-3: beyond it something else was computed. */
    private static final double MAX_DIFFERENCE = 5e-2;

    private final Launch launch;
    private final int alternations;

    /** How a contender's process is started. */
    @FunctionalInterface
    interface Launch {
        WorkerProcess start(Contender contender) throws IOException;
    }

    Contest(Launch launch, int alternations) {
        this.launch = launch;
        this.alternations = alternations;
    }

    private record Entry(
            Contender contender, WorkerProcess worker, double difference, List<Double> millis, List<Double> latencies) {

        private void warmUp(Load load) throws IOException {
            long end = System.nanoTime() + WARM_UP_NANOS;
            do {
                worker.run(load);
            } while (System.nanoTime() < end);
        }

        private void turn(Load load) throws IOException {
            pause();
            Turn turn = worker.run(load);
            millis.add(turn.millis() / load.images());
            for (double latency : turn.latencies()) {
                latencies.add(latency);
            }
        }

        private Result result(Scenario scenario) throws IOException {
            return new Result(
                    scenario,
                    contender,
                    worker.version(),
                    array(millis),
                    array(latencies),
                    difference,
                    worker.peakResidentMiB());
        }

        private static double[] array(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** Returns the contenders, fastest first, by a few predictions of each alone. */
    List<Contender> screen(Scenario scenario, List<Contender> contenders) throws IOException {
        Map<Contender, Double> medians = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            try (WorkerProcess worker = launch.start(contender)) {
                worker.run(scenario.load());
                double[] millis = new double[SCREENING_TURNS];
                for (int i = 0; i < millis.length; i++) {
                    millis[i] = worker.run(scenario.load()).millis();
                }
                medians.put(contender, Medians.median(millis));
            }
        }
        return medians.entrySet().stream()
                .sorted(Comparator.comparingDouble(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Runs all contenders in turns. The first is the reference for the answers; one that cannot be started, or answers
     * something else, is said and left out.
     */
    List<Result> run(Scenario scenario, List<Contender> contenders) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            double[] reference = {};
            for (Contender contender : contenders) {
                Optional<WorkerProcess> worker = start(contender);
                if (worker.isEmpty()) {
                    continue;
                }
                double[] answer = worker.get().answer(scenario.load());
                reference = entries.isEmpty() ? answer : reference;
                double difference = difference(answer, reference);
                if (difference <= MAX_DIFFERENCE) {
                    entries.add(new Entry(contender, worker.get(), difference, new ArrayList<>(), new ArrayList<>()));
                } else {
                    leaveOut(contender, "its answer differs by " + difference);
                    worker.get().close();
                }
            }
            return alternate(scenario, entries);
        } finally {
            for (Entry entry : entries) {
                entry.worker().close();
            }
        }
    }

    private List<Result> alternate(Scenario scenario, List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            entry.warmUp(scenario.load());
        }
        for (int alternation = 0; alternation < alternations; alternation++) {
            // Everybody comes after everybody else once in a while.
            for (int i = 0; i < entries.size(); i++) {
                int next = (i * step(alternation, entries.size()) + alternation) % entries.size();
                entries.get(next).turn(scenario.load());
            }
        }
        List<Result> results = new ArrayList<>();
        for (Entry entry : entries) {
            results.add(entry.result(scenario));
        }
        return results;
    }

    /** Forwards and backwards in turn. */
    private static int step(int alternation, int count) {
        return alternation % 2 == 0 ? 1 : count - 1;
    }

    private Optional<WorkerProcess> start(Contender contender) {
        try {
            return Optional.of(launch.start(contender));
        } catch (IOException e) {
            leaveOut(contender, e.getMessage());
            return Optional.empty();
        }
    }

    private static void leaveOut(Contender contender, String reason) {
        System.err.println("without " + contender.name() + " " + contender.dtype() + ": " + reason);
    }

    private static double difference(double[] answer, double[] reference) {
        if (answer.length != reference.length) {
            return Double.POSITIVE_INFINITY;
        }
        double distance = 0;
        double length = 0;
        for (int i = 0; i < answer.length; i++) {
            distance += Math.pow(answer[i] - reference[i], 2);
            length += Math.pow(reference[i], 2);
        }
        return Math.sqrt(distance / length);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
