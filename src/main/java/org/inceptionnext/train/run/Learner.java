package org.inceptionnext.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.Step;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Weights;
import org.inceptionnext.train.batch.DirectFloats;
import org.inceptionnext.train.optimizer.Average;
import org.inceptionnext.train.optimizer.ParameterGroup;
import org.inceptionnext.train.recipe.Recipe;

/**
 * A network that learns: its tensors, what the optimizer remembers, and the average beside it. All of it is the state of a run.
 */
public final class Learner implements AutoCloseable {
    private final Recipe recipe;
    private final NDManager manager;
    private final NetworkState state;

    /**
     * Makes a learner that has learned nothing yet.
     *
     * @throws IOException if a tensor cannot be read
     * @throws IllegalArgumentException if a scope that is to be frozen has no parameter
     */
    public Learner(Weights weights, Recipe recipe) throws IOException {
        this.recipe = recipe;
        this.manager = NDManager.newBaseManager(PtEngine.ENGINE_NAME);
        try {
            TrainingForm form = form(weights.graph(), recipe);
            Recipe.Descent descent = recipe.descent();
            this.state = new NetworkState(
                    TrainableBlock.of(weights, form, manager),
                    descent.algorithm(),
                    ParameterGroup.of(
                            weights.graph(),
                            TrainingScript.trained(weights.graph(), form),
                            descent.weightDecay(),
                            descent.layerDecay()),
                    descent.average());
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Returns how a recipe trains a network. */
    static TrainingForm form(Graph graph, Recipe recipe) {
        return TrainingForm.PLAIN
                .computingIn(recipe.computation().dtype())
                .withDropPath(recipe.regularization().dropPath() > 0)
                .withCheckpointing(recipe.computation().checkpointing())
                .withFrozen(NetworkState.frozen(graph, recipe.computation().freeze()));
    }

    /** Returns the network. */
    public TrainableBlock block() {
        return state.block();
    }

    /** Returns how many steps the optimizer took. */
    public long steps() {
        return state.optimizer().steps();
    }

    /**
     * What is learned from.
     *
     * @param pictures (batch, 3, height, width)
     * @param shape of the pictures
     * @param targets (batch, classes)
     * @param branches (residual branches, batch): the factors of drop path; empty without
     */
    public record Lesson(DirectFloats pictures, Shape shape, float[] targets, float[] branches) {}

    /**
     * Computes a batch's gradient and keeps it, in sum with others, for {@link #step}.
     *
     * @return the loss
     */
    public double learn(Lesson lesson) {
        try (NDManager scope = manager.newSubManager()) {
            long batch = lesson.shape().get(0);
            NDArray targets = scope.create(lesson.targets(), new Shape(batch, lesson.targets().length / batch));
            NDArray branches = lesson.branches().length == 0
                    ? scope.create(0f)
                    : scope.create(lesson.branches(), new Shape(lesson.branches().length / batch, batch));
            Step step = state.block().step(lesson.pictures().array(scope, lesson.shape()), targets, branches);
            double loss = step.loss().getFloat();
            state.add(step.gradients());
            return loss;
        }
    }

    /**
     * Changes the network by the gradients that were kept.
     *
     * @param rate the learning rate
     */
    public void step(double rate) {
        state.step(recipe.descent().clip(), gradients -> state.optimizer().step(gradients, rate));
        state.average().ifPresent(Average::update);
    }

    /** Returns whether every parameter is a number. */
    boolean isFinite() {
        return state.isFinite();
    }

    /** Returns the tensors that are used in the end: the average, where there is one. */
    public Map<String, Tensor> result() {
        return state.result();
    }

    /** What uses the network in evaluation. */
    @FunctionalInterface
    interface Evaluation<T> {
        T run() throws IOException;
    }

    /** Runs something while the network holds the tensors of {@link #result}. */
    <T> T withResult(Evaluation<T> evaluation) throws IOException {
        if (state.average().isEmpty()) {
            return evaluation.run();
        }
        Map<String, Tensor> learning = block().tensors();
        block().load(state.average().get().tensors());
        try {
            return evaluation.run();
        } finally {
            block().load(learning);
        }
    }

    /** Returns a copy of everything that {@link #restore} needs. */
    Map<String, Map<String, Tensor>> state() {
        return state.copy();
    }

    /**
     * Takes back what {@link #state} gave.
     *
     * @throws IOException if a tensor cannot be read
     * @throws IllegalArgumentException if one is missing
     */
    void restore(Map<String, Map<String, Tensor>> saved, long steps) throws IOException {
        state.restore(saved, steps);
    }

    /** Returns the logits of pictures, row by row. */
    float[] logits(DirectFloats pictures, Shape shape) {
        try (NDManager scope = manager.newSubManager()) {
            return block().evaluate(pictures.array(scope, shape)).toFloatArray();
        }
    }

    @Override
    public void close() {
        state.close();
        manager.close();
    }
}
