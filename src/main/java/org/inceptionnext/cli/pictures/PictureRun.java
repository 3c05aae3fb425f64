package org.inceptionnext.cli.pictures;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of a command line through one network: read and prepared on other threads, answered in batches, in order.
 * However many there are, a few batches are in memory.
 *
 * @param <P> a prepared picture
 * @param <O> what the network answers for each picture
 */
final class PictureRun<P, O> implements AutoCloseable {
    private final Console console;
    private final PictureOptions options;
    private final ChosenModel chosen;
    private final Request<P, O> request;
    private final RunSummary summary = new RunSummary();
    private @Nullable LoadedModel<P, O> network;
    private boolean isOnePicture;

    /**
     * What is asked of the network.
     *
     * @param answer the type of an answer
     * @param arguments the arguments of {@code Criteria.optArgument}
     * @param preparation how pictures become the network's input
     * @param printer called once for each picture that was answered
     */
    record Request<P, O>(
            Class<O> answer, Map<String, Object> arguments, InputTransform<P> preparation, Printer<P, O> printer) {}

    /** Prints what the network answered for one picture. */
    interface Printer<P, O> {
        /**
         * Prints one answer.
         *
         * @param name what the user called the picture
         * @param picture as it was prepared
         * @throws IOException if the answer is none
         */
        void print(String name, P picture, O answer) throws IOException;
    }

    PictureRun(Console console, PictureOptions options, ChosenModel chosen, Request<P, O> request) {
        this.console = console;
        this.options = options;
        this.chosen = chosen;
        this.request = request;
    }

    /** Answers all inputs and returns what the run ends with. */
    ExitCode run() throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        long startNanos = System.nanoTime();
        PictureSource source = PictureSource.of(options.pictures)
                .withWeb(address -> WebPicture.open(address, console.globals().offline))
                .withStandardInput(() -> console.terminal().in());
        isOnePicture = source.isOne();
        int threads = Runtime.getRuntime().availableProcessors();
        int ahead = 2 * Math.max(options.batchSize, threads);
        try (Progress progress = new Progress(console, source::count);
                PictureWalk walk = source.walk();
                ReadAhead<Picture, PreparedPicture<P>> pictures =
                        new ReadAhead<>(walk, PreparedPicture.reader(request.preparation()), threads, ahead)) {
            if (pictures.hasNext() && chosen.isEmbedded()) {
                // While the first pictures are read.
                network();
            }
            while (pictures.hasNext()) {
                List<PreparedPicture<P>> batch = take(pictures);
                answer(batch);
                progress.advance(batch.size());
            }
            if (walk.passedOver().count() > 0) {
                console.hint(walk.passedOver().toString());
            }
        }
        sumUp((System.nanoTime() - startNanos) / 1e9);
        return summary.exitCode();
    }

    /** Returns whether at least one picture was answered. */
    boolean hasAnswered() {
        return summary.count() > summary.failedCount();
    }

    private List<PreparedPicture<P>> take(Iterator<PreparedPicture<P>> pictures) {
        List<PreparedPicture<P>> batch = new ArrayList<>();
        while (batch.size() < options.batchSize && pictures.hasNext()) {
            batch.add(pictures.next());
        }
        return batch;
    }

    private void answer(List<PreparedPicture<P>> batch)
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        List<P> ready = new ArrayList<>();
        for (PreparedPicture<P> picture : batch) {
            if (picture instanceof PreparedPicture.Ready<P> readable) {
                ready.add(readable.picture());
            }
        }
        Iterator<O> answers = ready.isEmpty()
                ? List.<O>of().iterator()
                : network().predict(ready).iterator();
        for (PreparedPicture<P> picture : batch) {
            if (picture instanceof PreparedPicture.Failed<P> failed) {
                fail(failed.name(), failed.cause());
            } else if (picture instanceof PreparedPicture.Ready<P> readable) {
                print(readable, answers.next());
            }
        }
    }

    private void print(PreparedPicture.Ready<P> picture, O answer) {
        try {
            request.printer().print(picture.name(), picture.picture(), answer);
            summary.succeeded();
        } catch (IOException e) {
            fail(picture.name(), e);
        }
    }

    private void fail(String name, IOException cause) {
        summary.failed(Failures.of(cause));
        console.inputError(name, cause);
    }

    /** Loads the network when it is first needed: if no picture can be read, no weights are downloaded for nothing. */
    private LoadedModel<P, O> network() throws IOException, ModelNotFoundException, MalformedModelException {
        LoadedModel<P, O> loaded = network;
        if (loaded == null) {
            if (chosen.weights().isEmpty()) {
                new WeightAccess(console).fetch(chosen.card());
            }
            Map<String, Object> arguments = new HashMap<>(request.arguments());
            arguments.put("dtype", options.dtype.name());
            if (isOnePicture) {
                // To pack the weights for this processor takes longer than it saves.
                arguments.put("form", "portable");
            }
            arguments.putAll(options.reading.arguments());
            loaded = LoadedModel.load(chosen, request, arguments, console.globals().device);
            network = loaded;
            chosen.hints().forEach(console::hint);
            console.detail(chosen.card().name() + " on " + loaded.device() + "; " + loaded.integrity());
        }
        return loaded;
    }

    private void sumUp(double seconds) {
        if (summary.count() > 1) {
            String failed =
                    summary.failedCount() == 0 ? "" : ", " + Numbers.grouped(summary.failedCount()) + " of them failed";
            console.hint(String.format("%s pictures in %.1f s%s", Numbers.grouped(summary.count()), seconds, failed));
        }
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
