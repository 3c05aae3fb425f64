package org.inceptionnext.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.inceptionnext.djl.ModelRequest;

/** The folder of a job's answers. A file in it, which Spark does not take for one of them, says whose they are. */
final class JobOutput {
    private static final String FILE = "_inceptionnext.json";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final SparkSession session;
    private final JobOptions options;
    private final JsonObject statement = new JsonObject();

    JobOutput(SparkSession session, JobOptions options) {
        this.session = session;
        this.options = options;
    }

    /**
     * How many rows there are.
     *
     * @param pictures all
     * @param failed those with an error
     */
    record Counts(long pictures, long failed) {}

    private FileSystem files() throws IOException {
        return new Path(options.output()).getFileSystem(session.sparkContext().hadoopConfiguration());
    }

    /**
     * Takes the folder for a model.
     *
     * @throws JobException if it holds what another model, or the same otherwise set, has answered
     */
    void claim(ModelRequest request) throws IOException {
        JsonObject arguments = new JsonObject();
        for (Map.Entry<String, String> argument : new TreeMap<>(request.arguments()).entrySet()) {
            arguments.addProperty(argument.getKey(), argument.getValue());
        }
        statement.addProperty("use", request.use().name());
        statement.addProperty("model", request.model());
        statement.add("arguments", arguments);
        Path file = new Path(options.output(), FILE);
        if (!files().exists(file)) {
            if (hasRows()) {
                throw new JobException("--output: " + options.output()
                        + " holds Parquet that no job of this kind has written; name another folder");
            }
            write(file);
            return;
        }
        JsonObject there = read(file);
        for (String field : statement.keySet()) {
            JsonElement other = there.get(field);
            if (!statement.get(field).equals(other)) {
                throw new JobException("--output: " + options.output() + " holds answers of " + field + " " + other
                        + "; this job has " + statement.get(field) + ". Name another folder");
            }
        }
    }

    private JsonObject read(Path file) throws IOException {
        try (InputStream in = files().open(file)) {
            JsonObject read = GSON.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8), JsonObject.class);
            return read == null ? new JsonObject() : read;
        } catch (JsonParseException e) {
            throw new IOException(file + ": not JSON; delete it if the folder's answers are this model's", e);
        }
    }

    private void write(Path file) throws IOException {
        try (OutputStream out = files().create(file, true)) {
            out.write((GSON.toJson(statement) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Notes what the job did. */
    void conclude(JobSummary summary) throws IOException {
        statement.add("lastRun", GSON.toJsonTree(summary));
        write(new Path(options.output(), FILE));
    }

    private boolean hasRows() throws IOException {
        Path folder = new Path(options.output());
        if (!files().exists(folder)) {
            return false;
        }
        for (FileStatus entry : files().listStatus(folder)) {
            String name = entry.getPath().getName();
            if (!name.startsWith("_") && !name.startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private Optional<Dataset<Row>> rows() throws IOException {
        return hasRows() ? Optional.of(session.read().parquet(options.output())) : Optional.empty();
    }

    /** Returns the pictures that are answered, or failed; empty if there is none. */
    Optional<Dataset<Row>> ids() throws IOException {
        return rows().map(rows -> rows.select(options.id()));
    }

    Counts counts() throws IOException {
        return rows().map(rows -> rows.agg(count(lit(1)), count(col("error"))).head())
                .map(row -> new Counts(row.getLong(0), row.getLong(1)))
                .orElse(new Counts(0, 0));
    }
}
