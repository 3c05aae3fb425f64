package org.inceptionnext.bench.rivals;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A {@link Worker}, or a process of another language that answers like one. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter to;
    private final BufferedReader from;
    private final String version;

    /**
     * One turn.
     *
     * @param millis from the first call to the last answer
     * @param latencies of each prediction, in milliseconds
     */
    record Turn(double millis, double[] latencies) {}

    private WorkerProcess(List<String> command, Path log) throws IOException {
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        to = process.outputWriter(StandardCharsets.UTF_8);
        from = process.inputReader(StandardCharsets.UTF_8);
        version = words("ready");
    }

    /**
     * Starts a process and waits until it has loaded its network.
     *
     * @param log what it writes to standard error
     * @throws IOException if it ends instead; the message has the end of the log
     */
    static WorkerProcess start(List<String> command, Path log) throws IOException {
        try {
            return new WorkerProcess(command, log);
        } catch (IOException e) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException(
                    lines.stream()
                            .filter(line -> line.contains("Exception") || line.contains("Error"))
                            .findFirst()
                            .orElse(e.getMessage()),
                    e);
        }
    }

    /** Returns what runs the network, with its version. */
    String version() {
        return version;
    }

    /** Predicts, and returns how long it took. */
    Turn run(Load load) throws IOException {
        send("run " + load.size() + " " + load.batch() + " " + load.callers() + " " + load.predictions());
        double[] numbers = numbers("run");
        return new Turn(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
    }

    /** Returns the first numbers of the network's output for the last picture of a batch. */
    double[] answer(Load load) throws IOException {
        send("answer " + load.size() + " " + load.batch());
        return numbers("answer");
    }

    /** Returns the most memory that the process had resident so far, in MiB; 0 where the system does not say. */
    long peakResidentMiB() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private void send(String line) throws IOException {
        to.write(line + "\n");
        to.flush();
    }

    private double[] numbers(String kind) throws IOException {
        return Arrays.stream(words(kind).split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private String words(String kind) throws IOException {
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            if (line.startsWith(kind + " ")) {
                return line.substring(kind.length() + 1);
            }
        }
        throw new IOException("ended before it was " + kind);
    }

    @Override
    public void close() throws IOException {
        to.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        from.close();
    }
}
