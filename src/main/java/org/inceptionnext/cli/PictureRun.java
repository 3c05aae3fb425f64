package org.inceptionnext.cli;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of a command line through one network: read and prepared on other threads, answered in batches, in order.
 * However many there are, a few batches are in memory.
 *
 * @param <O> what the network answers for each picture
 */
final class PictureRun<O> implements AutoCloseable {
    private final Console console;
    private final PictureOptions options;
    private final ChosenModel chosen;
    private final Request<O> request;
    private final Tally tally = new Tally();
    private @Nullable Network<O> network;

    /**
     * What is asked of the network.
     *
     * @param answer the type of an answer
     * @param arguments the arguments of {@code Criteria.optArgument}
     * @param printer called once for each picture that was answered
     */
    record Request<O>(Class<O> answer, Map<String, Object> arguments, Printer<O> printer) {}

    /** Prints what the network answered for one picture. */
    interface Printer<O> {
        /**
         * Prints one answer.
         *
         * @param name what the user called the picture
         * @throws IOException if the answer is none
         */
        void print(String name, O answer) throws IOException;
    }

    PictureRun(Console console, PictureOptions options, ChosenModel chosen, Request<O> request) {
        this.console = console;
        this.options = options;
        this.chosen = chosen;
        this.request = request;
    }

    /** Answers all inputs and returns what the run ends with. */
    ExitCode run() throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        long startNanos = System.nanoTime();
        EngineStart.begin();
        Inputs inputs = new Inputs(options.pictures, console.terminal().in(), console.globals().offline);
        EvalTransform transform = EvalTransform.of(chosen.preset().preprocessing());
        DecodeOptions decodeOptions = DecodeOptions.DEFAULT.withExif(options.exif);
        int threads = Runtime.getRuntime().availableProcessors();
        int ahead = 2 * Math.max(options.batchSize, threads);
        try (Progress progress = new Progress(console, inputs::count);
                ReadAhead<Input, PreparedPicture> pictures = new ReadAhead<>(
                        inputs.iterator(), PreparedPicture.reader(transform, decodeOptions), threads, ahead)) {
            while (pictures.hasNext()) {
                List<PreparedPicture> batch = take(pictures);
                answer(batch);
                progress.advance(batch.size());
            }
        }
        sumUp((System.nanoTime() - startNanos) / 1e9);
        return tally.exitCode();
    }

    private List<PreparedPicture> take(Iterator<PreparedPicture> pictures) {
        List<PreparedPicture> batch = new ArrayList<>();
        while (batch.size() < options.batchSize && pictures.hasNext()) {
            batch.add(pictures.next());
        }
        return batch;
    }

    private void answer(List<PreparedPicture> batch)
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        List<float[]> ready = new ArrayList<>();
        for (PreparedPicture picture : batch) {
            if (picture instanceof PreparedPicture.Ready readable) {
                ready.add(readable.values());
            }
        }
        Iterator<O> answers = ready.isEmpty()
                ? List.<O>of().iterator()
                : network().predict(ready).iterator();
        for (PreparedPicture picture : batch) {
            if (picture instanceof PreparedPicture.Failed failed) {
                fail(failed.name(), failed.cause());
            } else {
                print(picture.name(), answers.next());
            }
        }
    }

    private void print(String name, O answer) {
        try {
            request.printer().print(name, answer);
            tally.succeeded();
        } catch (IOException e) {
            fail(name, e);
        }
    }

    private void fail(String name, IOException cause) {
        tally.failed(Failures.of(cause));
        console.inputError(name, cause);
    }

    /** Loads the network when the first picture is ready: where none is, a user need not wait to be told. */
    private Network<O> network() throws IOException, ModelNotFoundException, MalformedModelException {
        Network<O> loaded = network;
        if (loaded == null) {
            fetch();
            Map<String, Object> arguments = new HashMap<>(request.arguments());
            arguments.put("dtype", options.dtype.name());
            arguments.putAll(options.reading.arguments());
            sayWhichWeights();
            loaded = Network.load(chosen, request.answer(), arguments, console.globals().device);
            network = loaded;
            console.detail(chosen.card().name() + " on " + loaded.device() + "; " + loaded.integrity());
        }
        return loaded;
    }

    private void sayWhichWeights() throws IOException {
        if (chosen.weights().isPresent() && options.reading.key == null) {
            try (Checkpoint checkpoint = options.reading.open(chosen.weights().get())) {
                CheckpointOptions.choice(checkpoint).ifPresent(choice -> console.hint("Weights taken from " + choice));
            }
        }
    }

    /** Loading would fetch by itself, but show nobody how far a download is. */
    private void fetch() throws IOException {
        if (chosen.weights().isPresent() || chosen.card().isEmbedded()) {
            return;
        }
        try (TransferProgress progress = new TransferProgress(console)) {
            new WeightAccess(console).fetcher(null).fetch(WeightAccess.request(chosen.card(), progress));
        }
    }

    private void sumUp(double seconds) {
        if (tally.count() > 1) {
            String failed =
                    tally.failedCount() == 0 ? "" : ", " + Numbers.grouped(tally.failedCount()) + " of them failed";
            console.hint(String.format("%s pictures in %.1f s%s", Numbers.grouped(tally.count()), seconds, failed));
        }
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
