package org.inceptionnext.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole application: pictures in files, or in columns of Parquet, to Parquet with a row for each.
 *
 * <pre>
 * spark-submit --class org.inceptionnext.spark.Job inceptionnext-zoo-spark.jar classify \
 *     --input s3a://photos/2026 --output s3a://answers/2026 --model inceptionnext_tiny --top-k 3
 * </pre>
 *
 * <p>The rows have the picture's path (or the column that {@code --id} names), the answer, and {@code error}. Run again with the
 * same output it leaves out the pictures that are there already. It writes in rounds, so that a job that is lost has lost a
 * round. At the end a summary is in the log, and in the output's file {@code _inceptionnext.json}.
 */
public final class Job {
    private static final Logger LOGGER = LoggerFactory.getLogger(Job.class);
    private static final int ROUND_SIZE = 1_000_000;
    private static final int MOST_IN_A_FILE = 20_000;

    private final SparkSession session;
    private final JobOptions options;
    private final JobOutput output;

    private Job(SparkSession session, JobOptions options) {
        this.session = session;
        this.options = options;
        this.output = new JobOutput(session, options);
    }

    /**
     * Runs the job that a command line describes, on the session that {@code spark-submit} configures.
     *
     * @throws JobException if the command line is none, or the output is another model's
     * @throws org.inceptionnext.djl.ArgumentException if the model or an argument of it is unknown or not what it should be
     * @throws IOException if the output cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        SparkSession session =
                SparkSession.builder().appName("inceptionnext " + arguments[0]).getOrCreate();
        try {
            run(session, arguments);
        } finally {
            session.stop();
        }
    }

    /**
     * Runs the job on a session of the caller's.
     *
     * @return what it did
     * @throws JobException if the command line is none, or the output is another model's
     * @throws org.inceptionnext.djl.ArgumentException if the model or an argument of it is unknown or not what it should be
     * @throws IOException if the output cannot be written
     */
    public static JobSummary run(SparkSession session, String... arguments) throws IOException {
        Connect.refuse(session);
        return new Job(session, JobOptions.parse(arguments)).run();
    }

    private JobSummary run() throws IOException {
        long startNanos = System.nanoTime();
        PictureTransformer<?, ?> transformer = options.transformer();
        transformer.request().check();
        output.claim(transformer.request());
        JobOutput.Counts before = output.counts();
        Dataset<Row> todo = remaining(input());
        if (options.format() == JobOptions.Format.FILES) {
            // Names, so that folders are listed once.
            todo.persist(StorageLevel.MEMORY_AND_DISK());
        }
        try {
            int rounds = rounds(todo);
            for (int round = 0; round < rounds; round++) {
                write(transformer, inRound(todo, round, rounds));
            }
        } finally {
            todo.unpersist();
        }
        JobOutput.Counts after = output.counts();
        JobSummary summary = new JobSummary(
                after.pictures() - before.pictures(),
                after.failed() - before.failed(),
                before.pictures(),
                (System.nanoTime() - startNanos) / 1e9);
        output.conclude(summary);
        LOGGER.info("{}", summary);
        return summary;
    }

    private Dataset<Row> input() {
        String[] inputs = options.inputs().toArray(new String[0]);
        return switch (options.format()) {
            case FILES -> {
                // Paths only: each task reads its own pictures, and no partition holds the bytes of many.
                var reader = session.read().format("binaryFile").option("recursiveFileLookup", true);
                options.text("glob").ifPresent(glob -> reader.option("pathGlobFilter", glob));
                yield reader.load(inputs).select(col("path").as(options.id()));
            }
            case PARQUET -> {
                List<Column> columns = new ArrayList<>(List.of(col(options.id())));
                if (!options.column().equals(options.id())) {
                    columns.add(col(options.column()));
                }
                options.names("keep").forEach(name -> columns.add(col(name)));
                yield session.read().parquet(inputs).select(columns.toArray(new Column[0]));
            }
        };
    }

    /** Leaves out what the output has. The names of what is there travel; the pictures stay where they are. */
    private Dataset<Row> remaining(Dataset<Row> input) throws IOException {
        return output.ids()
                .map(there -> input.join(
                        broadcast(there), input.col(options.id()).equalTo(there.col(options.id())), "left_anti"))
                .orElse(input);
    }

    private int rounds(Dataset<Row> todo) {
        long size = options.number("round-size").orElse(ROUND_SIZE);
        return Math.toIntExact((todo.select(options.id()).count() + size - 1) / size);
    }

    private Dataset<Row> inRound(Dataset<Row> todo, int round, int rounds) {
        return rounds == 1
                ? todo
                : todo.filter(pmod(xxhash64(col(options.id())), lit(rounds)).equalTo(round));
    }

    private void write(PictureTransformer<?, ?> transformer, Dataset<Row> pictures) {
        Dataset<Row> answered = transformer.transform(partitioned(pictures));
        if (!options.column().equals(options.id())) {
            answered = answered.drop(options.column());
        }
        DataFrameWriter<Row> writer = answered.write().mode(SaveMode.Append);
        List<String> by = options.names("partition-by");
        (by.isEmpty() ? writer : writer.partitionBy(by.toArray(new String[0]))).parquet(options.output());
    }

    /** Paths are dealt out anew, which costs nothing; bytes stay in the partitions in which they lie, unless asked. */
    private Dataset<Row> partitioned(Dataset<Row> pictures) {
        if (options.number("partitions").isPresent()) {
            return pictures.repartition(options.number("partitions").get());
        }
        if (options.format() == JobOptions.Format.PARQUET) {
            return pictures;
        }
        long files = (pictures.count() + MOST_IN_A_FILE - 1) / MOST_IN_A_FILE;
        // Four for each core: one slow partition keeps the others waiting for a quarter of the time at most.
        int parallel = 4 * session.sparkContext().defaultParallelism();
        return pictures.repartition((int) Math.max(parallel, files));
    }
}
