package org.inceptionnext.spark;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * How many cores are this executor's. PyTorch would take all of the host, once for each executor on it; {@code spark.task.cpus}
 * only limits how many tasks run.
 */
final class ExecutorCores {
    /** DJL reads it when it loads PyTorch. */
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,.*)?]");

    private ExecutorCores() {}

    /** Tells PyTorch, before it is loaded, unless somebody has. */
    static void claim() {
        SparkEnv environment = SparkEnv.get();
        if (environment == null || System.getProperty(THREADS) != null) {
            return;
        }
        of(environment.conf()).ifPresent(cores -> System.setProperty(THREADS, Integer.toString(cores)));
    }

    /** Returns the number that a configuration states; empty if it leaves an executor all cores of its host. */
    static OptionalInt of(SparkConf configuration) {
        String master = configuration.get("spark.master", "");
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            return OptionalInt.of(Integer.parseInt(local.group(1)));
        }
        if (master.equals("local")) {
            return OptionalInt.of(1);
        }
        return configuration.contains("spark.executor.cores") && !master.startsWith("local")
                ? OptionalInt.of(configuration.getInt("spark.executor.cores", 1))
                : OptionalInt.empty();
    }
}
