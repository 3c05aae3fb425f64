package org.inceptionnext.train.run;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.network.HeadNetwork;
import org.inceptionnext.network.Weights;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;
import org.inceptionnext.train.Targets;
import org.inceptionnext.train.batch.Batch;
import org.inceptionnext.train.batch.Batches;
import org.inceptionnext.train.batch.PictureBatches;
import org.inceptionnext.train.batch.PictureTransforms;
import org.inceptionnext.train.batch.VectorBatches;
import org.inceptionnext.train.optimizer.Schedule;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.Recipe.Regularization;
import org.inceptionnext.vision.augment.BatchMix;

/**
 * Trains a classifier in a folder. A run that was killed at any moment goes on to the same numbers.
 */
public final class ClassifierTraining extends TrainingRun {
    /** The keys of a run's settings that are no recipe's. */
    public static final List<String> OWN_KEYS =
            List.of("model", "seed", "data", "imageSize", "begin", "weights", "valShare");

    private final TrainingJob job;
    private final Recipe recipe;
    private final CurvesPicture curves;
    private final Embeddings embeddings;
    private final Weights network;
    private final Batches training;
    private final Batches validating;
    private final Draws draws;
    private final Targets targets;
    private final Schedule schedule;

    /** The best network, while it is not in its file. */
    private Map<String, Tensor> unwritten = Map.of();

    private long written = System.nanoTime();
    private String dataDigest = "";

    /**
     * Prepares a run; nothing is written yet.
     *
     * @throws DataSetException if there is nothing to train on or to validate with
     */
    public ClassifierTraining(TrainingJob job, TrainingListener listener) throws DataSetException {
        super(job.folder(), "model.safetensors", listener);
        this.job = job;
        this.recipe = job.recipe();
        this.curves = new CurvesPicture(folder, listener, Curves::png);
        this.draws = new Draws(job.seed());
        List<LabelledSample> train = require(Split.TRAIN);
        List<LabelledSample> val = require(Split.VAL);
        int batchSize = recipe.length().batchSize();
        long pixels = (long) job.preprocessing().height() * job.preprocessing().width();
        LoadPlan plan = LoadPlan.shuffled(job.seed()).within(PictureBatches.aheadBytes(batchSize, pixels));
        this.embeddings = new Embeddings(job);
        if (isHead()) {
            this.network = HeadNetwork.of(job.start().weights());
            this.training =
                    new VectorBatches(train, index -> embeddings.vector(Split.TRAIN, index), plan, batchSize, true);
            this.validating = new VectorBatches(
                    val, index -> embeddings.vector(Split.VAL, index), plan.inOrder(), batchSize, false);
        } else {
            this.network = job.start().weights();
            this.training = new PictureBatches(
                    train,
                    PictureTransforms.training(job.preprocessing(), recipe.augmentation(), draws),
                    plan,
                    batchSize,
                    true);
            this.validating = new PictureBatches(
                    val, PictureTransforms.evaluation(job.preprocessing()), plan.inOrder(), batchSize, false);
        }
        this.targets = new Targets(
                recipe.regularization().smoothing(),
                Targets.weights(recipe.regularization().classWeights(), counts(train)));
        this.schedule = Schedules.of(recipe, stepsPerEpoch());
    }

    /** Returns whether only the head is trained, on what the rest answers. */
    public boolean isHead() {
        return recipe.part() == Recipe.Part.HEAD;
    }

    private List<LabelledSample> require(Split split) throws DataSetException {
        List<LabelledSample> samples = job.data().samples(split);
        if (samples.isEmpty()) {
            throw new DataSetException(
                    job.data().name(),
                    0,
                    "no picture of the part " + split,
                    "Give one, or let a share of the training pictures be split off (--val-share)");
        }
        return samples;
    }

    private long[] counts(List<LabelledSample> samples) {
        long[] counts = new long[job.data().classes().size()];
        samples.forEach(sample -> counts[sample.label()]++);
        return counts;
    }

    /** Returns how many steps an epoch has. */
    @Override
    public int stepsPerEpoch() {
        return Math.max(1, training.count() / recipe.length().accumulate());
    }

    /** Returns how many steps the run has. */
    public long allSteps() {
        return (long) recipe.length().epochs() * stepsPerEpoch();
    }

    /** Returns an estimate of the run's resident memory at its largest, in bytes. */
    public long memoryBytes() {
        return new RunMemory(job.start().weights(), job.preprocessing()).bytes(recipe, pictures());
    }

    /** Returns how many pictures there are, to train on and to validate with. */
    public long pictures() {
        return job.data().samples(Split.TRAIN).size()
                + (long) job.data().samples(Split.VAL).size();
    }

    /**
     * Takes some steps as an estimate of what the run will cost; nothing is written. Of a head, some pictures are embedded instead:
     * its steps take no time beside that.
     *
     * @param steps how many at most; the first is not counted
     * @return the mean seconds of a step, or of embedding a picture
     */
    public double measure(int steps) throws IOException {
        if (isHead()) {
            return embeddings.measure(steps);
        }
        return TrainingThread.call(() -> {
            try (Learner learner = new Learner(network, recipe)) {
                long[] nanos = new long[2];
                Epoch epoch = new Epoch(learner, RunPosition.START);
                training.forEach(0, 0, (number, batch) -> {
                    long begin = System.nanoTime();
                    epoch.learn(number, batch);
                    if (number > 0) {
                        nanos[0] += System.nanoTime() - begin;
                        nanos[1]++;
                    }
                    return number < steps;
                });
                return nanos[1] == 0
                        ? Double.NaN
                        : nanos[0] / 1e9 / nanos[1] * recipe.length().accumulate();
            }
        });
    }

    @Override
    Map<String, String> settings() throws IOException {
        Map<String, String> settings = new TreeMap<>(job.settings());
        settings.putAll(job.origin());
        settings.put("model", job.card().name());
        settings.put("seed", Long.toString(job.seed()));
        settings.put("data", dataDigest());
        settings.put(
                "imageSize",
                job.preprocessing().height() + "x" + job.preprocessing().width());
        settings.put("begin", job.start().summary());
        return settings;
    }

    /** Every picture's size is asked for, which takes a while of many. */
    private String dataDigest() throws IOException {
        if (dataDigest.isEmpty()) {
            dataDigest = job.data().digest();
        }
        return dataDigest;
    }

    @Override
    void describe() throws IOException {
        RunModel.write(folder, job);
    }

    @Override
    Outcome run() throws IOException {
        prepare();
        return TrainingThread.call(() -> {
            try (Learner learner = new Learner(network, recipe)) {
                return run(learner, restored(learner));
            }
        });
    }

    /** The network's own threads compute the embeddings, as for any prediction. */
    private void prepare() throws IOException {
        if (isHead()) {
            embeddings.prepare(dataDigest(), listener);
        }
    }

    private RunPosition restored(Learner learner) throws IOException {
        if (!folder.hasCheckpoint()) {
            return RunPosition.START;
        }
        RunPosition[] position = new RunPosition[1];
        folder.readCheckpoint(contents -> {
            position[0] = RunPosition.of(contents.texts());
            learner.restore(contents.kinds(), position[0].steps());
        });
        listener.note("goes on in epoch " + (position[0].epoch() + 1) + " at batch " + position[0].batch());
        return position[0];
    }

    private Outcome run(Learner learner, RunPosition start) throws IOException {
        RunPosition position = start;
        while (position.epoch() < recipe.length().epochs() && !isTired(position)) {
            long begin = System.nanoTime();
            position = new Epoch(learner, position).run();
            if (position.batch() < stepsPerEpoch() * recipe.length().accumulate() && isStopping()) {
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

    private boolean isTired(RunPosition position) {
        int patience = recipe.length().patience();
        return patience > 0 && position.best() > 0 && position.epoch() - position.best() >= patience;
    }

    private RunPosition judged(Learner learner, RunPosition position, double seconds) throws IOException {
        requireFinite(learner, position);
        Validation validation = new Validation(
                validating, job.data().samples(Split.VAL), job.data().classes(), job.preprocessing());
        ClassificationReport report = learner.withResult(() -> validation.run(learner));
        EpochResult result = new EpochResult(
                position.epoch() + 1,
                schedule.rate(position.epoch() + 1.0 - 1.0 / stepsPerEpoch()),
                position.lossSum() / (stepsPerEpoch() * recipe.length().accumulate()),
                report.meanLoss(),
                report.top1(),
                report.top5(),
                seconds);
        boolean best = result.top1() > position.bestTop1();
        if (best) {
            Map<String, Tensor> tensors =
                    new LinkedHashMap<>(job.start().weights().tensors());
            tensors.putAll(learner.result());
            unwritten = tensors;
        }
        RunPosition next = position.afterEpoch(result, best);
        if (isDue(next)) {
            save(learner, next);
            curves.write(next.rows());
        }
        listener.epoch(result, best);
        return next;
    }

    /** The epochs of a head are shorter than what writing takes: a run that was killed repeats some of them. */
    private boolean isDue(RunPosition next) {
        return !isHead()
                || isStopping()
                || next.epoch() >= recipe.length().epochs()
                || isTired(next)
                || System.nanoTime() - written > recipe.computation().checkpointSeconds() * 1e9;
    }

    /** What the best network is comes before the checkpoint that knows of it. */
    private void save(Learner learner, RunPosition position) throws IOException {
        requireFinite(learner, position);
        if (!unwritten.isEmpty()) {
            folder.writeModel(unwritten.values());
            unwritten = Map.of();
        }
        if (!position.rows().isEmpty()) {
            folder.writeResults(EpochResult.HEADER, position.rows());
        }
        written = System.nanoTime();
        folder.writeCheckpoint(new RunFolder.Contents(learner.state(), position.texts()));
    }

    private void requireFinite(Learner learner, RunPosition position) throws NonFiniteLossException {
        if (!learner.isFinite()) {
            throw notFinite("a weight is no finite number", position);
        }
    }

    private NonFiniteLossException notFinite(String what, RunPosition position) {
        return notFinite(what, position.epoch(), position.steps());
    }

    /** The rest of one epoch. */
    private final class Epoch {
        private final Learner learner;
        private RunPosition position;
        private long saved = System.nanoTime();

        Epoch(Learner learner, RunPosition position) {
            this.learner = learner;
            this.position = position;
        }

        RunPosition run() throws IOException {
            int batches = stepsPerEpoch() * recipe.length().accumulate();
            if (position.batch() < batches) {
                training.forEach(position.epoch(), position.batch(), (number, batch) -> {
                    learn(number, batch);
                    return number + 1 < batches && !(isStopping() && isAtStep());
                });
            }
            return position;
        }

        private boolean isAtStep() {
            return position.batch() % recipe.length().accumulate() == 0;
        }

        private void learn(int number, Batch batch) throws IOException {
            double rate = schedule.rate(
                    position.epoch() + (double) (number / recipe.length().accumulate()) / stepsPerEpoch());
            double loss = learner.learn(lesson(number, batch)) * recipe.length().accumulate();
            if (!Double.isFinite(loss)) {
                throw notFinite(
                        "the loss is " + loss + " (cross-entropy of " + batch.size() + " pictures, smoothing "
                                + recipe.regularization().smoothing() + ", at a rate of " + rate + ")",
                        position);
            }
            position = position.afterStep(number + 1, learner.steps(), loss);
            if (isAtStep()) {
                learner.step(rate);
                position = position.afterStep(number + 1, learner.steps(), 0);
                listener.step(
                        (long) position.epoch() * stepsPerEpoch()
                                + position.batch() / recipe.length().accumulate(),
                        allSteps(),
                        loss);
                saveInBetween();
            }
        }

        private void saveInBetween() throws IOException {
            if (System.nanoTime() - saved > recipe.computation().checkpointSeconds() * 1e9) {
                save(learner, position);
                saved = System.nanoTime();
            }
        }

        private Learner.Lesson lesson(int number, Batch batch) {
            float[] wanted = targets.of(batch.labels(), mixed(number, batch));
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] /= recipe.length().accumulate();
            }
            Shape shape = Validation.shape(batch, network.graph(), job.preprocessing());
            return new Learner.Lesson(batch.pictures(), shape, wanted, branches(batch.draws()));
        }

        /** Mixes the pictures of a batch, and returns how much of each is its own. Vectors stand for whole pictures. */
        private double mixed(int number, Batch batch) {
            Regularization settings = recipe.regularization();
            if (isHead() || (settings.mixup() == 0 && settings.cutmix() == 0)) {
                return 1;
            }
            int height = job.preprocessing().height();
            int width = job.preprocessing().width();
            SplittableRandom random = draws.of(position.epoch(), number, Purpose.MIXING);
            BatchMix mix = BatchMix.draw(settings.mixup(), settings.cutmix(), width, height, random);
            mix.apply(batch.pictures().floats(), batch.size(), 3 * height * width);
            return mix.share();
        }

        private float[] branches(List<Draw> samples) {
            double rate = recipe.regularization().dropPath();
            if (rate == 0 || isHead()) {
                return new float[0];
            }
            return DropPath.factors(TrainingScript.branches(network.graph()), rate, samples, draws);
        }
    }

    @Override
    public void close() {
        training.close();
        validating.close();
    }
}
