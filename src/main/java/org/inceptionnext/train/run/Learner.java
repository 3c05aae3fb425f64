package org.inceptionnext.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.Step;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Weights;
import org.inceptionnext.train.optimizer.Average;
import org.inceptionnext.train.optimizer.Optimizer;
import org.inceptionnext.train.optimizer.ParameterGroup;
import org.inceptionnext.train.recipe.Recipe;

/**
 * A network that learns: its tensors, what the optimizer remembers, and the average beside it. All of it is the state of a run.
 */
public final class Learner implements AutoCloseable {
    private static final String MODEL = "model";
    private static final String OPTIMIZER = "optimizer";
    private static final String AVERAGE = "average";

    private final Recipe recipe;
    private final NDManager manager;
    private final TrainableBlock block;
    private final Optimizer optimizer;
    private final Optional<Average> average;
    private List<NDArray> sums = List.of();

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
            this.block = TrainableBlock.of(weights, form, manager);
            this.optimizer = optimizer(weights.graph(), form);
            double decay = recipe.descent().average();
            this.average = decay > 0 ? Optional.of(new Average(block, decay)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static TrainingForm form(Graph graph, Recipe recipe) {
        return TrainingForm.PLAIN
                .computingIn(recipe.computation().dtype())
                .withDropPath(recipe.regularization().dropPath() > 0)
                .withCheckpointing(recipe.computation().checkpointing())
                .withFrozen(frozen(graph, recipe.computation().freeze()));
    }

    private static Set<String> frozen(Graph graph, List<String> scopes) {
        Set<String> frozen = new LinkedHashSet<>();
        for (String scope : scopes) {
            List<String> names = TrainingScript.learned(graph).stream()
                    .map(org.inceptionnext.network.Parameter::name)
                    .filter(name -> name.equals(scope) || name.startsWith(scope + "."))
                    .toList();
            if (names.isEmpty()) {
                throw new IllegalArgumentException("freeze: no parameter is in " + scope + "; scopes are such as "
                        + String.join(", ", graph.parts()));
            }
            frozen.addAll(names);
        }
        return frozen;
    }

    private Optimizer optimizer(Graph graph, TrainingForm form) throws IOException {
        Recipe.Descent descent = recipe.descent();
        Map<String, NDArray> trained = new LinkedHashMap<>();
        for (Parameter parameter : block.trained()) {
            trained.put(parameter.getName(), parameter.getArray());
        }
        List<ParameterGroup> groups = ParameterGroup.of(
                graph, TrainingScript.trained(graph, form), descent.weightDecay(), descent.layerDecay());
        return new Optimizer(descent.algorithm(), trained, groups, manager);
    }

    /** Returns the network. */
    public TrainableBlock block() {
        return block;
    }

    /** Returns how many steps the optimizer took. */
    public long steps() {
        return optimizer.steps();
    }

    /**
     * What is learned from.
     *
     * @param pictures direct, (batch, 3, height, width)
     * @param shape of the pictures
     * @param targets (batch, classes)
     * @param branches (residual branches, batch): the factors of drop path; empty without
     */
    public record Lesson(FloatBuffer pictures, Shape shape, float[] targets, float[] branches) {}

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
            Step step = block.step(scope.create(lesson.pictures().duplicate(), lesson.shape()), targets, branches);
            double loss = step.loss().getFloat();
            if (sums.isEmpty()) {
                step.gradients().forEach(gradient -> gradient.attach(manager));
                sums = step.gradients();
            } else {
                optimizer.accumulate(sums, step.gradients());
            }
            return loss;
        }
    }

    /**
     * Changes the network by the gradients that were kept.
     *
     * @param rate the learning rate
     */
    public void step(double rate) {
        if (recipe.descent().clip() > 0) {
            optimizer.clip(sums, recipe.descent().clip());
        }
        optimizer.step(sums, rate);
        sums.forEach(NDArray::close);
        sums = List.of();
        average.ifPresent(Average::update);
    }

    /** Returns whether every parameter is a number. */
    boolean isFinite() {
        return Double.isFinite(optimizer.norm());
    }

    /** Returns the tensors that are used in the end: the average, where there is one. */
    public Map<String, Tensor> result() {
        return average.map(Average::tensors).orElseGet(block::tensors);
    }

    /** What uses the network in evaluation. */
    @FunctionalInterface
    interface Evaluation {
        void run() throws IOException;
    }

    /** Runs something while the network holds the tensors of {@link #result}. */
    void withResult(Evaluation evaluation) throws IOException {
        if (average.isEmpty()) {
            evaluation.run();
            return;
        }
        Map<String, Tensor> learning = block.tensors();
        block.load(average.get().tensors());
        try {
            evaluation.run();
        } finally {
            block.load(learning);
        }
    }

    /** Returns a copy of everything that {@link #restore} needs. */
    Map<String, Map<String, Tensor>> state() {
        Map<String, Map<String, Tensor>> state = new LinkedHashMap<>();
        state.put(MODEL, block.tensors());
        Map<String, Tensor> optimizerState = new LinkedHashMap<>();
        optimizer.state().forEach(tensor -> optimizerState.put(tensor.name(), tensor));
        state.put(OPTIMIZER, optimizerState);
        average.ifPresent(a -> state.put(AVERAGE, a.tensors()));
        return state;
    }

    /**
     * Takes back what {@link #state} gave.
     *
     * @throws IOException if a tensor cannot be read
     * @throws IllegalArgumentException if one is missing
     */
    void restore(Map<String, Map<String, Tensor>> state, long steps) throws IOException {
        block.load(state.getOrDefault(MODEL, Map.of()));
        optimizer.restore(state.getOrDefault(OPTIMIZER, Map.of()), steps);
        if (average.isPresent()) {
            average.get().restore(new LinkedHashMap<>(state.getOrDefault(AVERAGE, Map.of())));
        }
    }

    /** Returns the logits of pictures, row by row. */
    float[] logits(FloatBuffer pictures, Shape shape) {
        try (NDManager scope = manager.newSubManager()) {
            return block.evaluate(scope.create(pictures, shape)).toFloatArray();
        }
    }

    @Override
    public void close() {
        new ArrayList<>(sums).forEach(NDArray::close);
        average.ifPresent(Average::close);
        optimizer.close();
        block.close();
        manager.close();
    }
}
