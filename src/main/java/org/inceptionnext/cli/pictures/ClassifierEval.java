package org.inceptionnext.cli.pictures;

import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.data.Picture;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;
import org.inceptionnext.djl.pictures.PredictionException;
import org.inceptionnext.evaluate.classification.ClassificationEvaluator;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.jspecify.annotations.Nullable;

/** A classifier over labelled pictures, which are read as they are needed. */
final class ClassifierEval {
    private final Console console;
    private final ChosenModel chosen;
    private final Request request;
    private final RunSummary summary = new RunSummary();

    /**
     * What is asked of the network.
     *
     * @param transform how pictures become its input
     * @param arguments the arguments of {@code Criteria.optArgument}
     * @param batchSize how many of them go through it together
     * @param page shows each picture; null: nobody looks at them
     */
    record Request(
            InputTransform transform,
            Map<String, Object> arguments,
            int batchSize,
            @Nullable ClassifierEvalPage page) {}

    ClassifierEval(Console console, ChosenModel chosen, Request request) {
        this.console = console;
        this.chosen = chosen;
        this.request = request;
    }

    ExitCode exitCode() {
        return summary.exitCode();
    }

    ClassificationReport run(EvalData data) throws IOException, ModelException {
        // The pictures that are being read, whose labels their results need.
        Deque<EvalData.Labelled> underWay = new ArrayDeque<>();
        Counting counting = new Counting(data);
        try (PicturePredictor<Classifications> predictor = PicturePredictor.loading(
                        request.transform(),
                        () -> PictureRun.load(console, chosen, Classifications.class, request.arguments()))
                .batchSize(request.batchSize())) {
            if (request.page() != null) {
                predictor.keepingPixels();
            }
            try (Progress progress = new Progress(console, data::count);
                    EvalData.Walk walk = data.walk();
                    PictureResults<Classifications> results = predictor.predict(pictures(walk, underWay))) {
                while (results.hasNext()) {
                    count(results.next(), underWay.remove(), counting);
                    progress.advance(1);
                }
            }
        } catch (PredictionException e) {
            throw PictureRun.causeOf(e);
        }
        return counting.report();
    }

    private static Iterator<Picture> pictures(EvalData.Walk walk, Deque<EvalData.Labelled> underWay) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return walk.hasNext();
            }

            @Override
            public Picture next() {
                EvalData.Labelled labelled = walk.next();
                underWay.add(labelled);
                return labelled.picture();
            }
        };
    }

    private void count(PictureResult<Classifications> result, EvalData.Labelled labelled, Counting counting) {
        if (result instanceof PictureResult.Answered<Classifications> answered) {
            int truth = counting.add(labelled, answered.answer());
            summary.succeeded();
            if (request.page() != null) {
                request.page().add(answered, truth);
            }
        } else if (result instanceof PictureResult.Failed<Classifications> failed) {
            Failure failure = Failures.of(failed.cause());
            summary.failed(failure);
            console.inputError(labelled.picture().name(), failed.cause());
            if (request.page() != null) {
                request.page().failed(labelled.picture().name(), failure);
            }
        }
    }

    /** Begins when the first answer says which classes the model has. */
    private static final class Counting {
        private final EvalData data;
        private @Nullable ClassificationEvaluator evaluator;
        private Map<String, Integer> numbers = Map.of();

        Counting(EvalData data) {
            this.data = data;
        }

        /** Counts an answer, and returns the number of the right class. */
        int add(EvalData.Labelled labelled, Classifications answer) {
            ClassificationEvaluator counted = evaluator;
            if (counted == null) {
                numbers = data.numbers(answer.getClassNames());
                counted = new ClassificationEvaluator(answer.getClassNames());
                evaluator = counted;
            }
            List<Double> probabilities = answer.getProbabilities();
            float[] values = new float[probabilities.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = probabilities.get(i).floatValue();
            }
            Integer number = numbers.get(labelled.className());
            if (number == null) {
                throw new IllegalStateException("class " + labelled.className() + " appeared while the data were read");
            }
            counted.add(labelled.picture().name(), number, values);
            return number;
        }

        ClassificationReport report() {
            ClassificationEvaluator counted = evaluator;
            if (counted == null) {
                throw new FailureException(
                        ExitCode.NOT_FOUND, "not one picture could be read", "Look at them: inx data check");
            }
            return counted.report();
        }
    }
}
