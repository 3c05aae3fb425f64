package org.inceptionnext.train.run;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.NativeArrays;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.train.optimizer.Algorithm;
import org.inceptionnext.train.optimizer.Average;
import org.inceptionnext.train.optimizer.Optimizer;
import org.inceptionnext.train.optimizer.ParameterGroup;

/**
 * All that changes while a network learns: its tensors, the gradients that wait for a step, what the optimizer remembers, and the
 * average beside it.
 */
final class NetworkState implements AutoCloseable {
    private static final String MODEL = "model";
    private static final String OPTIMIZER = "optimizer";
    private static final String AVERAGE = "average";
    private static final String GRADIENTS = "gradients";

    private final TrainableBlock block;
    private final Optimizer optimizer;
    private final Optional<Average> average;
    private List<NDArray> sums = List.of();

    /** @param decay of the average; 0 for none */
    NetworkState(TrainableBlock block, Algorithm algorithm, List<ParameterGroup> groups, double decay)
            throws IOException {
        this.block = block;
        this.optimizer = new Optimizer(algorithm, trained(), groups, block.manager());
        this.average = decay > 0 ? Optional.of(new Average(block, decay)) : Optional.empty();
    }

    private Map<String, NDArray> trained() {
        Map<String, NDArray> trained = new LinkedHashMap<>();
        block.trained().forEach(parameter -> trained.put(parameter.getName(), parameter.getArray()));
        return trained;
    }

    /**
     * Returns the names of the parameters in some scopes.
     *
     * @throws IllegalArgumentException if one has none
     */
    static Set<String> frozen(Graph graph, List<String> scopes) {
        Set<String> frozen = new LinkedHashSet<>();
        for (String scope : scopes) {
            List<String> names = TrainingScript.learned(graph).stream()
                    .map(Parameter::name)
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

    TrainableBlock block() {
        return block;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    Optional<Average> average() {
        return average;
    }

    /** Takes a batch's gradients over, and adds them to those that wait. */
    void add(List<NDArray> gradients) {
        if (sums.isEmpty()) {
            gradients.forEach(gradient -> gradient.attach(block.manager()));
            sums = gradients;
        } else {
            optimizer.accumulate(sums, gradients);
        }
    }

    /** What takes a step by gradients. */
    @FunctionalInterface
    interface Stepping {
        void step(List<NDArray> gradients);
    }

    /**
     * Takes a step by the gradients that wait.
     *
     * @param clip their largest norm; 0 for any
     */
    void step(double clip, Stepping stepping) {
        if (clip > 0) {
            optimizer.clip(sums, clip);
        }
        stepping.step(sums);
        sums.forEach(NDArray::close);
        sums = List.of();
    }

    /** Returns whether every parameter is a number. */
    boolean isFinite() {
        return Double.isFinite(optimizer.norm());
    }

    /** Returns the tensors that are used in the end: the average, where there is one. */
    Map<String, Tensor> result() {
        return average.map(Average::tensors).orElseGet(block::tensors);
    }

    /** Returns a copy of everything that {@link #restore} needs. */
    Map<String, Map<String, Tensor>> copy() {
        Map<String, Map<String, Tensor>> state = new LinkedHashMap<>();
        state.put(MODEL, block.tensors());
        Map<String, Tensor> optimizerState = new LinkedHashMap<>();
        optimizer.state().forEach(tensor -> optimizerState.put(tensor.name(), tensor));
        state.put(OPTIMIZER, optimizerState);
        average.ifPresent(a -> state.put(AVERAGE, a.tensors()));
        Map<String, Tensor> waiting = new LinkedHashMap<>();
        List<String> names = List.copyOf(trained().keySet());
        for (int i = 0; i < sums.size(); i++) {
            waiting.put(names.get(i), NativeArrays.tensor(names.get(i), shape(sums.get(i)), sums.get(i)));
        }
        if (!waiting.isEmpty()) {
            state.put(GRADIENTS, waiting);
        }
        return state;
    }

    private static List<Long> shape(NDArray array) {
        List<Long> shape = new ArrayList<>();
        for (long side : array.getShape().getShape()) {
            shape.add(side);
        }
        return shape;
    }

    /**
     * Takes back what {@link #copy} gave.
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
        Map<String, Tensor> waiting = state.getOrDefault(GRADIENTS, Map.of());
        List<NDArray> restored = new ArrayList<>();
        for (String name : waiting.isEmpty() ? Set.<String>of() : trained().keySet()) {
            Tensor tensor = waiting.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("the checkpoint lacks the gradient of " + name);
            }
            restored.add(NativeArrays.create(block.manager(), tensor));
        }
        sums = restored;
    }

    @Override
    public void close() {
        new ArrayList<>(sums).forEach(NDArray::close);
        average.ifPresent(Average::close);
        optimizer.close();
        block.close();
    }
}
