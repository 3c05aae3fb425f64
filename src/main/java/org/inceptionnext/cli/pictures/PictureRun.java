package org.inceptionnext.cli.pictures;

import ai.djl.ModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.results.ResultFormat;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.data.PictureException;
import org.inceptionnext.data.PictureException.Reason;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;
import org.inceptionnext.djl.pictures.PredictionException;
import org.inceptionnext.fetch.http.WebAddress;
import org.inceptionnext.runtime.ComputeType;
import org.inceptionnext.runtime.InceptionNextRuntime;

/**
 * All pictures of a command line through one network, in order; each one's result is written.
 *
 * @param <O> what the network answers for each picture
 */
final class PictureRun<O> {
    private final Console console;
    private final PictureOptions options;
    private final ChosenModel chosen;
    private final Request<O> request;
    private final RunSummary summary = new RunSummary();

    /**
     * What is asked of the network.
     *
     * @param answer the type of an answer
     * @param arguments the arguments of {@code Criteria.optArgument}
     * @param transform how pictures become the network's input
     * @param keepsPixels whether the pictures themselves are needed with their answers
     * @param target what results are written as, and where
     * @param writer takes each picture's result; closed here
     */
    record Request<O>(
            Class<O> answer,
            Map<String, Object> arguments,
            InputTransform transform,
            boolean keepsPixels,
            ResultTarget target,
            ResultWriter<O> writer) {}

    PictureRun(Console console, PictureOptions options, ChosenModel chosen, Request<O> request) {
        this.console = console;
        this.options = options;
        this.chosen = chosen;
        this.request = request;
    }

    /** Answers all inputs and returns what the run ends with. */
    ExitCode run() throws IOException, ModelException {
        long startNanos = System.nanoTime();
        PictureSource source = PictureSource.of(options.pictures)
                .withWeb(console.globals().offline ? PictureRun::forbidden : WebAddress::open)
                .withStandardInput(() -> console.terminal().in())
                .without(request.writer().written());
        boolean isOnePicture = source.isOne();
        try (ResultWriter<O> writer = request.writer();
                PicturePredictor<O> predictor = PicturePredictor.loading(request.transform(), () -> load(isOnePicture))
                        .batchSize(options.batchSize)) {
            if (request.keepsPixels()) {
                predictor.keepingPixels();
            }
            answer(source, predictor);
            writer.finish();
        } catch (PredictionException e) {
            throw causeOf(e);
        }
        sumUp((System.nanoTime() - startNanos) / 1e9);
        return summary.exitCode();
    }

    private static InputStream forbidden(URI address) throws IOException {
        throw new PictureException(
                address.toString(), Reason.NO_NETWORK, "an address, and --offline forbids the network");
    }

    private void answer(PictureSource source, PicturePredictor<O> predictor) {
        try (Progress progress = new Progress(console, source::count);
                PictureResults<O> results = predictor.predict(source)) {
            if (results.hasNext() && chosen.isEmbedded()) {
                // While the first pictures are read.
                predictor.load();
            }
            while (results.hasNext()) {
                PictureResult<O> result = results.next();
                if (result instanceof PictureResult.Answered<O> answered) {
                    print(answered);
                } else if (result instanceof PictureResult.Failed<O> failed) {
                    fail(failed.picture().name(), failed.cause());
                }
                progress.advance(1);
            }
            if (results.passedOver().count() > 0) {
                console.hint(results.passedOver().toString());
            }
        }
    }

    /** Why the model could not be loaded, as if it had been loaded here. */
    static RuntimeException causeOf(PredictionException e) throws IOException, ModelException {
        Throwable cause = e.getCause();
        if (cause instanceof IOException failure) {
            throw failure;
        }
        if (cause instanceof ModelException failure) {
            throw failure;
        }
        return cause instanceof RuntimeException failure ? failure : e;
    }

    /** Returns whether at least one picture was answered. */
    boolean hasAnswered() {
        return summary.count() > summary.failedCount();
    }

    private void print(PictureResult.Answered<O> answered) {
        String name = answered.picture().name();
        try {
            request.writer().answered(answered);
            summary.succeeded();
        } catch (IOException e) {
            fail(name, e);
        }
    }

    private void fail(String name, IOException cause) {
        Failure failure = Failures.of(cause);
        summary.failed(failure);
        if (request.target().format() == ResultFormat.text || request.target().output() != null) {
            console.reportInput(name, cause);
        }
        request.writer().failed(name, failure);
    }

    /** Loads the network when it is first needed: if no picture can be read, no weights are downloaded for nothing. */
    private ZooModel<Path, O> load(boolean isOnePicture) throws IOException, ModelException {
        if (chosen.weights().isEmpty()) {
            new WeightAccess(console).fetch(chosen.card());
        }
        Map<String, Object> arguments = new HashMap<>(request.arguments());
        arguments.put("dtype", options.dtype.toString());
        if (isOnePicture && options.dtype != ComputeType.INT8) {
            // To pack the weights for this processor takes longer than it saves.
            arguments.put("form", "portable");
        }
        arguments.putAll(options.reading.arguments());
        return load(console, chosen, request.answer(), arguments);
    }

    /** Loads the model that was chosen. */
    static <O> ZooModel<Path, O> load(
            Console console, ChosenModel chosen, Class<O> answer, Map<String, Object> arguments)
            throws IOException, ModelException {
        Criteria.Builder<Path, O> criteria = ModelRequest.criteria(chosen.card(), Path.class, answer);
        chosen.arguments().forEach(criteria::optArgument);
        chosen.weights().ifPresent(file -> criteria.optArgument("weights", file));
        arguments.forEach(criteria::optArgument);
        ChosenDevice.of(console.globals().device).ifPresent(criteria::optDevice);
        ZooModel<Path, O> model = criteria.build().loadModel();
        chosen.hints().forEach(console::hint);
        if (ComputeType.INT8.toString().equals(arguments.get("dtype"))) {
            // Whether it is computed in 8 bits depends on the processor.
            console.hint("The network's form: " + model.getProperty("compiledForm") + ".");
        }
        if (ComputeType.BFLOAT16.toString().equals(arguments.get("dtype"))
                && !model.getNDManager().getDevice().isGpu()
                && InceptionNextRuntime.emulatesBfloat16()) {
            console.hint("This processor computes bfloat16 by way of other types, slower than float32.");
        }
        console.detail(chosen.card().name() + " on "
                + ChosenDevice.words(model.getNDManager().getDevice()) + "; " + model.getProperty("integrity"));
        return model;
    }

    private void sumUp(double seconds) {
        if (summary.count() > 1) {
            String failed =
                    summary.failedCount() == 0 ? "" : ", " + Numbers.grouped(summary.failedCount()) + " of them failed";
            console.hint(String.format("%s pictures in %.1f s%s", Numbers.grouped(summary.count()), seconds, failed));
        }
    }
}
