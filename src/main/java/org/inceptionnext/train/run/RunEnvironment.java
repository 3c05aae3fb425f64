package org.inceptionnext.train.run;

import ai.djl.engine.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What computes a run: versions and the number of threads. Sums are taken in another order by another number of threads, and
 * kernels change with their library, so the last digits of all numbers depend on it.
 */
final class RunEnvironment {
    /** Where a run notes what it was computed with before it was resumed elsewhere. */
    static final String EARLIER = "earlierEnvironment";

    private static final String THREADS = "threads";

    private RunEnvironment() {}

    /** Returns the keys and values that {@code run.yaml} holds. */
    static Map<String, String> current() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(
                "libraryVersion",
                Optional.ofNullable(RunEnvironment.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)"));
        values.put("djlVersion", Engine.getDjlVersion());
        values.put("libtorchVersion", Engine.getEngine("PyTorch").getVersion());
        values.put("javaVersion", Runtime.version().toString());
        values.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        values.put(THREADS, Integer.toString(TrainingThread.threads()));
        return values;
    }

    /** Returns whether a key is one of {@link #current}, or tells of earlier ones. */
    static boolean isKey(String key) {
        return key.equals(EARLIER) || current().containsKey(key);
    }

    /** Returns what differs, with what a run had: empty where the numbers will be the same. */
    static Map<String, String> differences(Map<String, String> settings) {
        Map<String, String> before = new LinkedHashMap<>();
        current().forEach((key, value) -> {
            String had = settings.getOrDefault(key, "(not noted)");
            if (!had.equals(value)) {
                before.put(key, had);
            }
        });
        return before;
    }

    /**
     * Refuses to go on elsewhere.
     *
     * @throws OtherRunException if something differs
     */
    static void requireSame(Map<String, String> settings) throws OtherRunException {
        for (Map.Entry<String, String> difference : differences(settings).entrySet()) {
            String key = difference.getKey();
            throw new OtherRunException(
                    "the run was computed with " + key + " " + difference.getValue() + ", now it would be "
                            + current().get(key) + ": the numbers would differ in their last digits from those of a run"
                            + " that goes on as it began. "
                            + (key.equals(THREADS) ? "Set OMP_NUM_THREADS=" + difference.getValue() : "Use what it had")
                            + ", or accept the difference with --resume-anyway.",
                    key);
        }
    }
}
