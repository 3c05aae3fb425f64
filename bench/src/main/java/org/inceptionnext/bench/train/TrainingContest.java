package org.inceptionnext.bench.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Lets contenders train in turns, and compares them. */
public final class TrainingContest {
    private static final int WARM_UP_STEPS = 2;

    private TrainingContest() {}

    /** A network in a type. */
    private record Case(String ours, String timm, int batch, int side, String dtype) {
        /** Reads such as {@code inceptionnext_tiny,4,224,float32}. */
        static Case of(String text) {
            String[] parts = text.split(",");
            String timm = parts[0].replace("inceptionnext", "inception_next");
            return new Case(parts[0], timm, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3]);
        }

        String name() {
            return ours + " batch " + batch + " at " + side + " " + dtype;
        }
    }

    /** As {@code inx train} sets them. */
    private static final Map<String, String> ALLOCATOR = Map.of(
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "67108864",
            "MALLOC_TRIM_THRESHOLD_", "2147483647",
            "MALLOC_TOP_PAD_", "67108864");

    private static final List<Case> CASES = List.of(
            new Case("inceptionnext_tiny", "inception_next_tiny", 16, 224, "float32"),
            new Case("inceptionnext_tiny", "inception_next_tiny", 16, 224, "bfloat16"),
            new Case("inceptionnext_atto", "inception_next_atto", 32, 224, "float32"),
            new Case("inceptionnext_atto", "inception_next_atto", 32, 224, "bfloat16"));

    /** A process that takes steps when it is asked to. */
    private static final class Contender implements AutoCloseable {
        private final String name;
        private final Process process;
        private final BufferedReader answers;
        private final PrintStream questions;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> cpuSeconds = new ArrayList<>();
        private long mebibytes;

        Contender(String name, Map<String, String> environment, List<String> command) throws IOException {
            this.name = name;
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            this.process = builder.start();
            this.answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
            this.questions = new PrintStream(process.getOutputStream(), true);
            if (!"ready".equals(answers.readLine())) {
                throw new IOException(name + " did not start: " + String.join(" ", command));
            }
            ask(WARM_UP_STEPS);
        }

        private String[] ask(int steps) throws IOException {
            questions.println(steps);
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(name + " ended");
            }
            return line.split(" ");
        }

        void run(int steps) throws IOException {
            String[] answer = ask(steps);
            seconds.add(Double.parseDouble(answer[0]));
            mebibytes = Long.parseLong(answer[1]);
            cpuSeconds.add(Double.parseDouble(answer[2]));
        }

        double last() {
            return seconds.get(seconds.size() - 1);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    /** See {@code bench/train/README.md}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        int alternations = Integer.parseInt(options.getOrDefault("--alternations", "7"));
        int steps = Integer.parseInt(options.getOrDefault("--steps", "2"));
        List<String> rows =
                new ArrayList<>(List.of("case,contender,alternation,secondsPerStep,cpuSecondsPerStep,peakMebibytes"));
        List<Case> cases = options.containsKey("--case") ? List.of(Case.of(options.get("--case"))) : CASES;
        for (Case each : cases) {
            if (each.name().contains(options.getOrDefault("--only", ""))) {
                run(each, options, alternations, steps, rows);
            }
        }
        if (options.containsKey("--csv")) {
            Files.write(Path.of(options.get("--csv")), rows);
        }
    }

    private static void run(Case each, Map<String, String> options, int alternations, int steps, List<String> rows)
            throws IOException {
        List<Contender> contenders = new ArrayList<>();
        try {
            List<String> numbers = List.of(Integer.toString(each.batch()), Integer.toString(each.side()), each.dtype());
            List<String> data = options.containsKey("--data") ? List.of(options.get("--data")) : List.of();
            contenders.add(new Contender(
                    "ours",
                    ALLOCATOR,
                    joined(
                            List.of("java", "-Xmx512m", "-Xms96m", "-Xmn48m", "-XX:+UseSerialGC", "-cp", options.get("--classpath")),
                            List.of(TrainingWorker.class.getName(), each.ours()),
                            numbers,
                            data)));
            for (String layout : options.containsKey("--python") ? List.of("first", "last") : List.<String>of()) {
                contenders.add(new Contender(
                        "pytorch channels " + layout,
                        Map.of(),
                        joined(
                                List.of(options.get("--python"), "bench/train/worker.py", each.timm()),
                                numbers,
                                List.of(layout),
                                data)));
            }
            Random order = new Random(0);
            List<Contender> turns = new ArrayList<>(contenders);
            for (int i = 0; i < alternations; i++) {
                Collections.shuffle(turns, order);
                for (Contender contender : turns) {
                    contender.run(steps);
                    rows.add(String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%.6f,%.6f,%d",
                            each.name(),
                            contender.name,
                            i,
                            contender.last(),
                            contender.cpuSeconds.get(i),
                            contender.mebibytes));
                }
            }
            print(each, contenders);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    private static void print(Case each, List<Contender> contenders) {
        System.out.println(each.name());
        Contender ours = contenders.get(0);
        for (Contender contender : contenders) {
            List<Double> ratios = new ArrayList<>();
            List<Double> cpuRatios = new ArrayList<>();
            for (int i = 0; i < ours.seconds.size(); i++) {
                ratios.add(contender.seconds.get(i) / ours.seconds.get(i));
                cpuRatios.add(contender.cpuSeconds.get(i) / ours.cpuSeconds.get(i));
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %-24s %7.3f s a step  %6.2f pictures/s  %5d MiB  ours is %.3f x as fast (%.3f x in processor time), %.2f x the memory%n",
                    contender.name,
                    median(contender.seconds),
                    each.batch() / median(contender.seconds),
                    contender.mebibytes,
                    median(ratios),
                    median(cpuRatios),
                    (double) ours.mebibytes / contender.mebibytes);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
