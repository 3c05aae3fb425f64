package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionDigest;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;
import org.inceptionnext.train.anchors.AnchorTensor;
import org.inceptionnext.train.batch.DetectionBatch;
import org.inceptionnext.train.batch.DetectionBatches;
import org.inceptionnext.train.batch.DetectionLoading;
import org.inceptionnext.train.batch.DetectionLoading.Fit;
import org.inceptionnext.train.batch.ImageWeights;
import org.inceptionnext.train.detection.DetectorSchedule;
import org.inceptionnext.train.detection.DetectorSchedule.Moment;
import org.inceptionnext.train.detection.MapTargets;
import org.inceptionnext.train.detection.TargetAssignment;
import org.inceptionnext.train.recipe.DetectorRecipe;
import org.inceptionnext.train.run.DetectorResult.Terms;

/** Trains a detector in a folder. */
public final class DetectorTraining extends TrainingRun {
    /** The keys of a run's settings that are no recipe's. */
    public static final List<String> OWN_KEYS =
            List.of("model", "seed", "data", "imageSize", "begin", "weights", "valShare");

    private final DetectorJob job;
    private final DetectorRecipe recipe;
    private final DetectionBatches training;
    private final DetectionBatches validating;
    private final DetectorSchedule schedule;
    private final TargetAssignment assignment;
    private final DetectorFiles files;
    private final DetectorPictures pictures;
    private final Draws draws;
    private final String anchorNote;
    /** How precisely each class is found, which decides the order of an epoch where pictures are weighed. */
    private final double[] precision;

    /**
     * Prepares a run; nothing is written yet.
     *
     * @throws DataSetException if there is nothing to train on or to validate with
     * @throws IllegalArgumentException if the image size is no multiple of the network's largest stride
     */
    public DetectorTraining(DetectorJob job, TrainingListener listener) throws DataSetException {
        super(job.folder(), DetectorFiles.BEST, listener);
        this.recipe = job.recipe();
        FittedAnchors anchors = FittedAnchors.of(job);
        this.job = recipe.objective().singleClass()
                ? job.with(anchors.weights()).with(job.data().asSingleClass())
                : job.with(anchors.weights());
        this.anchorNote = anchors.note();
        this.draws = new Draws(job.seed());
        this.precision = new double[job.start().options().numClasses()];
        this.files = new DetectorFiles(folder, this.job);
        Detector detector = job.detector();
        this.pictures = new DetectorPictures(
                folder, listener, this.job, AnchorTensor.pixels(anchors.cells(), detector.strides()));
        int stride =
                detector.strides().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int batchSize = recipe.length().batchSize();
        LoadPlan plan = LoadPlan.shuffled(job.seed()).within(DetectionLoading.aheadBytes(batchSize, job.imageSize()));
        DetectionLoading loading = DetectionLoading.training(job.imageSize(), stride, batchSize, recipe.augmentation())
                .withMultiScale(recipe.computation().multiScale());
        this.training = recipe.computation().imageWeights()
                ? DetectionBatches.training(require(Split.TRAIN), loading, draws, plan, this::weighed)
                : DetectionBatches.training(require(Split.TRAIN), loading, draws, plan);
        this.validating = DetectionBatches.validation(
                require(Split.VAL),
                DetectionLoading.validation(job.imageSize(), stride, batchSize, Fit.SQUARE),
                plan.inOrder());
        this.schedule = new DetectorSchedule(
                recipe.rates(),
                recipe.warmup(),
                new DetectorSchedule.Length(
                        recipe.length().epochs(),
                        training.count(),
                        batchSize,
                        recipe.length().nominalBatch()));
        this.assignment = new TargetAssignment(
                detector.strides(), anchors.cells(), recipe.objective().anchorRatio());
    }

    private int[] weighed(int epoch) {
        return ImageWeights.order(job.data().pictures(Split.TRAIN), precision, draws.of(epoch, 0, Purpose.ORDER));
    }

    private List<BoxedPicture> require(Split split) throws DataSetException {
        List<BoxedPicture> pictures = job.data().pictures(split);
        if (pictures.isEmpty()) {
            throw new DataSetException(
                    job.data().name(),
                    0,
                    "no picture of the part " + split,
                    "Give one, or let a share of the training pictures be split off (--val-share)");
        }
        return pictures;
    }

    @Override
    public int stepsPerEpoch() {
        return training.count();
    }

    /** Returns how many batches the run has. */
    public long allSteps() {
        return (long) recipe.length().epochs() * stepsPerEpoch();
    }

    /** Returns an estimate of the run's resident memory at its largest, in bytes. */
    public long memoryBytes() {
        return RunMemory.ofDetector(
                job.start().weights().graph(),
                recipe,
                job.imageSize(),
                job.data().pictures(Split.TRAIN).size()
                        + (long) job.data().pictures(Split.VAL).size());
    }

    @Override
    Map<String, String> settings() throws IOException {
        Map<String, String> settings = new TreeMap<>(job.settings());
        settings.putAll(job.origin());
        settings.put("model", job.model());
        settings.put("seed", Long.toString(job.seed()));
        settings.put("data", DetectionDigest.of(job.data()));
        settings.put("imageSize", Integer.toString(job.imageSize()));
        settings.put("begin", job.start().summary());
        return settings;
    }

    @Override
    void describe() throws IOException {
        folder.write("labels.txt", String.join("\n", job.data().classes()) + "\n");
        if (!anchorNote.isEmpty()) {
            listener.note(anchorNote);
        }
        pictures.drawLabels();
    }

    /**
     * Takes some steps as an estimate of what the run will cost; nothing is written.
     *
     * @param batches how many at most; the first is not counted
     * @return the mean seconds of a batch
     */
    public double measure(int batches) throws IOException {
        return TrainingThread.call(() -> {
            try (DetectorLearner learner = new DetectorLearner(job, schedule)) {
                long[] nanos = new long[2];
                Epoch epoch = new Epoch(learner, DetectorPosition.START);
                training.forEach(0, 0, (number, batch) -> {
                    long begin = System.nanoTime();
                    epoch.learn(number, batch);
                    if (number > 0) {
                        nanos[0] += System.nanoTime() - begin;
                        nanos[1]++;
                    }
                    return number < batches;
                });
                return nanos[1] == 0 ? Double.NaN : nanos[0] / 1e9 / nanos[1];
            }
        });
    }

    @Override
    Outcome run() throws IOException {
        return TrainingThread.call(() -> {
            try (DetectorLearner learner = new DetectorLearner(job, schedule)) {
                return run(learner, restored(learner));
            }
        });
    }

    private DetectorPosition restored(DetectorLearner learner) throws IOException {
        if (!folder.hasCheckpoint()) {
            return DetectorPosition.START;
        }
        DetectorPosition[] position = new DetectorPosition[1];
        folder.readCheckpoint(contents -> {
            position[0] = DetectorPosition.of(contents.texts());
            learner.state().restore(contents.kinds(), position[0].steps());
        });
        listener.note("goes on in epoch " + (position[0].epoch() + 1) + " at batch " + position[0].batch());
        return position[0];
    }

    private Outcome run(DetectorLearner learner, DetectorPosition start) throws IOException {
        DetectorPosition position = start;
        while (position.epoch() < recipe.length().epochs()
                && !position.isTired(recipe.length().patience())) {
            long begin = System.nanoTime();
            position = new Epoch(learner, position).run();
            if (position.batch() < stepsPerEpoch() && isStopping()) {
                save(learner, position);
                return Outcome.STOPPED;
            }
            position = judged(learner, position, (System.nanoTime() - begin) / 1e9);
            if (isStopping() && position.epoch() < recipe.length().epochs()) {
                return Outcome.STOPPED;
            }
        }
        return Outcome.FINISHED;
    }

    private DetectorPosition judged(DetectorLearner learner, DetectorPosition position, double seconds)
            throws IOException {
        requireFinite(learner, position);
        DetectorValidation validation = new DetectorValidation(
                validating, assignment, job.start().options().numClasses());
        validation.run(learner);
        DetectorResult result = new DetectorResult(
                position.epoch() + 1,
                schedule.at(position.epoch(), stepsPerEpoch() - 1).rate(),
                position.sums().over(stepsPerEpoch()),
                validation.terms(),
                validation.figures(),
                seconds);
        boolean best = result.figures().fitness() > position.bestFitness();
        Map<String, Tensor> tensors = new LinkedHashMap<>(job.start().weights().tensors());
        tensors.putAll(learner.state().result());
        files.write(tensors.values(), best);
        DetectorPosition next = position.afterEpoch(result, validation.precision(), best);
        folder.writeResults(DetectorResult.HEADER, next.rows());
        save(learner, next);
        pictures.draw(next.rows());
        if (best) {
            pictures.drawBest(validation);
        }
        listener.epoch(result, best);
        return next;
    }

    private void save(DetectorLearner learner, DetectorPosition position) throws IOException {
        requireFinite(learner, position);
        folder.writeCheckpoint(new RunFolder.Contents(learner.state().copy(), position.texts()));
    }

    private void requireFinite(DetectorLearner learner, DetectorPosition position) throws NonFiniteLossException {
        if (!learner.state().isFinite()) {
            throw notFinite("a weight is no finite number", position.epoch(), position.steps());
        }
    }

    /** The rest of one epoch. */
    private final class Epoch {
        private final DetectorLearner learner;
        private DetectorPosition position;
        private long saved = System.nanoTime();

        Epoch(DetectorLearner learner, DetectorPosition position) {
            this.learner = learner;
            this.position = position;
        }

        DetectorPosition run() throws IOException {
            for (int i = 0; i < position.precision().size(); i++) {
                precision[i] = position.precision().get(i);
            }
            if (position.batch() < stepsPerEpoch()) {
                training.forEach(position.epoch(), position.batch(), (number, batch) -> {
                    learn(number, batch);
                    saveInBetween();
                    return !isStopping();
                });
            }
            return position;
        }

        private void learn(int number, DetectionBatch batch) throws IOException {
            long iteration = (long) position.epoch() * stepsPerEpoch() + number;
            Moment moment = schedule.at(position.epoch(), number);
            List<MapTargets> assigned = assignment.assign(batch.targets(), batch.height(), batch.width());
            float[] terms = learner.learn(batch, assigned, branches(batch));
            Terms now = Terms.ZERO.plus(terms);
            if (!now.isFinite()) {
                throw notFinite(
                        "the loss is no finite number (box " + now.box() + ", objectness " + now.objectness()
                                + ", class "
                                + now.classes() + ", " + batch.count() + " pictures with " + batch.targetCount()
                                + " objects, at a rate of " + moment.rate() + ")",
                        position.epoch(),
                        position.steps());
            }
            position = position.afterBatch(terms);
            if (iteration - position.stepped() >= moment.accumulate()) {
                learner.step(moment);
                position = position.afterStep(learner.state().optimizer().steps(), iteration);
            }
            listener.step(iteration + 1, allSteps(), now.box() + now.objectness() + now.classes());
        }

        private float[] branches(DetectionBatch batch) {
            double rate = recipe.computation().dropPath();
            return rate == 0
                    ? new float[0]
                    : DropPath.factors(
                            TrainingScript.branches(job.start().weights().graph()), rate, batch.draws(), draws);
        }

        private void saveInBetween() throws IOException {
            if (System.nanoTime() - saved > recipe.computation().checkpointSeconds() * 1e9) {
                save(learner, position);
                saved = System.nanoTime();
            }
        }
    }

    @Override
    public void close() {
        training.close();
        validating.close();
    }
}
