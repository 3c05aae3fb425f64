package org.inceptionnext.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.DetectorStep;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.train.batch.DetectionBatch;
import org.inceptionnext.train.detection.DetectorGroup;
import org.inceptionnext.train.detection.DetectorSchedule;
import org.inceptionnext.train.detection.MapTargets;
import org.inceptionnext.train.detection.TargetArrays;
import org.inceptionnext.train.optimizer.Average;
import org.inceptionnext.train.recipe.DetectorRecipe;

/** A detector that learns, on the thread that calls it. */
final class DetectorLearner implements AutoCloseable {
    private final DetectorRecipe recipe;
    private final NDManager manager;
    private final NetworkState state;
    private final List<DetectorGroup> groups;

    /** Makes a learner that has learned nothing yet. */
    DetectorLearner(DetectorJob job, DetectorSchedule schedule) throws IOException {
        this.recipe = job.recipe();
        this.manager = NDManager.newBaseManager(PtEngine.ENGINE_NAME);
        try {
            Graph graph = job.start().weights().graph();
            TrainingForm form = form(graph, recipe);
            DetectorRecipe.Descent descent = recipe.descent();
            this.groups = DetectorGroup.of(
                    TrainingScript.trained(graph, form),
                    new DetectorGroup.Rules(
                            schedule.scaledDecay(descent.weightDecay()),
                            descent.decayLayerScale(),
                            descent.backboneRate(),
                            descent.backboneJump()));
            this.state = new NetworkState(
                    TrainableBlock.ofDetector(
                            job.start().weights(),
                            form,
                            recipe.objective()
                                    .loss(
                                            job.detector().strides().size(),
                                            job.start().options().numClasses(),
                                            job.imageSize()),
                            manager),
                    descent.algorithm(recipe.warmup().momentum()),
                    groups.stream().map(DetectorGroup::parameters).toList(),
                    descent.average().decay());
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Returns how a recipe trains a network. */
    static TrainingForm form(Graph graph, DetectorRecipe recipe) {
        DetectorRecipe.Computation computation = recipe.computation();
        return TrainingForm.PLAIN
                .computingIn(computation.dtype())
                .withDropPath(computation.dropPath() > 0)
                .withFrozen(NetworkState.frozen(graph, computation.freeze()))
                .withStatistics(new TrainingForm.Statistics(computation.statisticsMomentum(), true));
    }

    /** Returns what changes while it learns. */
    NetworkState state() {
        return state;
    }

    /**
     * Computes a batch's gradient and keeps it, in sum with others, for {@link #step}.
     *
     * @param branches (residual branches, batch): the factors of drop path; empty without
     * @return the loss's three terms
     */
    float[] learn(DetectionBatch batch, List<MapTargets> targets, float[] branches) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray factors = branches.length == 0
                    ? scope.create(0f)
                    : scope.create(branches, new Shape(branches.length / batch.count(), batch.count()));
            DetectorStep step = state.block().step(pictures(batch, scope), factors, TargetArrays.of(targets, scope));
            float[] terms = step.terms().toFloatArray();
            state.add(step.gradients());
            return terms;
        }
    }

    private static NDArray pictures(DetectionBatch batch, NDManager scope) {
        return batch.pixels().array(scope, new Shape(batch.count(), 3, batch.height(), batch.width()));
    }

    /** Changes the network by the gradients that were kept. */
    void step(DetectorSchedule.Moment moment) {
        state.step(
                recipe.descent().clip(),
                gradients -> state.optimizer()
                        .step(
                                gradients,
                                DetectorSchedule.rates(groups, moment),
                                recipe.descent().algorithm(moment.momentum())));
        state.average()
                .ifPresent(average -> average.update(
                        recipe.descent().average().at(state.optimizer().steps())));
    }

    /** What takes a judged batch. */
    @FunctionalInterface
    interface Verdict {
        /**
         * @param boxes (batch, boxes, numbers), row by row
         * @param numbers of a box
         * @param terms of the loss
         */
        void take(FloatBuffer boxes, int numbers, float[] terms) throws IOException;
    }

    /** Runs the network that is the result on a batch. */
    void judge(DetectionBatch batch, List<MapTargets> targets, Verdict verdict) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            NDList results = state.block().judge(pictures(batch, scope), TargetArrays.of(targets, scope), tensors());
            NDArray boxes = results.get(0);
            verdict.take(
                    boxes.toByteBuffer().asFloatBuffer(),
                    Math.toIntExact(boxes.getShape().get(2)),
                    results.get(1).toFloatArray());
        }
    }

    private Map<String, NDArray> tensors() {
        return state.average().map(Average::arrays).orElseGet(state.block()::arrays);
    }

    @Override
    public void close() {
        state.close();
        manager.close();
    }
}
