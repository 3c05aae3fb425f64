package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the project promises about speed, and whether these results keep it. */
final class Gates {
    private static final double OVER_ONNX_RUNTIME = 1.10;
    private static final double OVER_TORCH_SCRIPT = 1.35;
    private static final double P99_NO_WORSE = 1.0;
    private static final double HALF_WITH_AMX = 2;
    private static final double HALF_WITH_AVX512 = 1.6;

    private final List<Result> results;

    private Gates(List<Result> results) {
        this.results = results;
    }

    /** Prints a table; cases that did not run are left out. */
    static void print(List<Result> results) throws IOException {
        System.out.printf("%n%-58s %9s %9s %7s %6s%n", "gate", "ours", "rival", "ratio", "needed");
        Gates gates = new Gates(results);
        gates.over(Scenario.ONE, Contender.ONNX_RUNTIME, OVER_ONNX_RUNTIME);
        gates.over(Scenario.ONE, Contender.TORCH_SCRIPT, OVER_TORCH_SCRIPT);
        gates.over(Scenario.CALLERS, Contender.ONNX_RUNTIME, OVER_ONNX_RUNTIME);
        gates.tail();
        gates.over(Scenario.BATCH, Contender.ONNX_RUNTIME, OVER_ONNX_RUNTIME);
        Optional<Double> half = Processor.read().halfGate(HALF_WITH_AMX, HALF_WITH_AVX512);
        if (half.isPresent()) {
            for (Scenario scenario : List.of(Scenario.ONE, Scenario.CALLERS, Scenario.BATCH)) {
                gates.half(scenario, half.get());
            }
        }
    }

    private void over(Scenario scenario, String rival, double needed) {
        Optional<Result> ours = best(scenario, Contender.OURS, "float32");
        Optional<Result> theirs = best(scenario, rival, "float32");
        if (ours.isPresent() && theirs.isPresent()) {
            String name = "float32, " + scenario.name() + ", over " + rival;
            line(name, ours.get().median(), theirs.get().median(), ours.get().speedUpOver(theirs.get()), needed);
        }
    }

    private void tail() {
        Optional<Result> ours = best(Scenario.CALLERS, Contender.OURS, "float32");
        Optional<Result> theirs = best(Scenario.CALLERS, Contender.ONNX_RUNTIME, "float32");
        if (ours.isPresent() && theirs.isPresent()) {
            double ourTail = ours.get().latency(0.99);
            double theirTail = theirs.get().latency(0.99);
            line("the same, p99", ourTail, theirTail, theirTail / ourTail, P99_NO_WORSE);
        }
    }

    private void half(Scenario scenario, double needed) {
        Optional<Result> half = best(scenario, Contender.OURS, "bfloat16");
        Optional<Result> whole = best(scenario, Contender.OURS, "float32");
        if (half.isPresent() && whole.isPresent()) {
            String name = "bfloat16, " + scenario.name() + ", over our float32";
            line(name, half.get().median(), whole.get().median(), half.get().speedUpOver(whole.get()), needed);
        }
    }

    private Optional<Result> best(Scenario scenario, String contender, String dtype) {
        return results.stream()
                .filter(result -> result.scenario().equals(scenario))
                .filter(result -> result.contender().name().equals(contender))
                .filter(result -> result.contender().dtype().equals(dtype))
                .min(Comparator.comparingDouble(Result::median));
    }

    private static void line(String name, double ours, double rival, double ratio, double needed) {
        System.out.printf(
                Locale.ROOT,
                "%-58s %6.1f ms %6.1f ms %7.2f %6.2f %s%n",
                name,
                ours,
                rival,
                ratio,
                needed,
                ratio >= needed ? "kept" : "MISSED");
    }
}
