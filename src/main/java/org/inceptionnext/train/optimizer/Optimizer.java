package org.inceptionnext.train.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.djl.training.NativeArrays;

/**
 * Changes parameters by their gradients, with what it has to remember of earlier ones. One native call for each group.
 *
 * <p>Everything is float32. Not safe for use by several threads at once.
 */
public final class Optimizer implements AutoCloseable {
    private static final String FIRST = "first.";
    private static final String SECOND = "second.";

    private final OptimizerScript script;
    private final NDManager manager;
    private final Algorithm algorithm;
    private final List<ParameterGroup> groups;
    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private final NDArray stepCount;
    private long steps;

    /**
     * Makes an optimizer that has seen no gradient.
     *
     * @param parameters the arrays that are trained, by name, in the order in which gradients will come
     * @param groups each parameter in one
     * @param parent on whose device the arrays are
     * @throws IOException if the native module cannot be written to the temporary folder
     */
    public Optimizer(
            Algorithm algorithm, Map<String, NDArray> parameters, List<ParameterGroup> groups, NDManager parent)
            throws IOException {
        this.algorithm = algorithm;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.groups = List.copyOf(groups);
        this.manager = parent.newSubManager();
        this.script = OptimizerScript.load(parent.getDevice());
        this.stepCount = manager.zeros(new Shape());
        parameters.forEach((name, array) -> {
            first.put(name, manager.zeros(array.getShape(), DataType.FLOAT32));
            if (algorithm instanceof AdamW) {
                second.put(name, manager.zeros(array.getShape(), DataType.FLOAT32));
            }
        });
    }

    /** Returns how many steps were taken. */
    public long steps() {
        return steps;
    }

    /**
     * Scales gradients so that their common norm is at most this.
     *
     * @param most infinite to leave them as they are
     * @return the norm before
     */
    public double clip(List<NDArray> gradients, double most) {
        double norm = script.norm(gradients);
        if (norm > most) {
            script.scale(gradients, most / (norm + 1e-6));
        }
        return norm;
    }

    /** Returns the norm of all parameters as one vector; not finite if one of them is not. */
    public double norm() {
        return script.norm(List.copyOf(parameters.values()));
    }

    /** Adds gradients to others, in the others' arrays. */
    public void accumulate(List<NDArray> sums, List<NDArray> gradients) {
        script.add(sums, gradients);
    }

    /**
     * Takes a step.
     *
     * @param gradients one for each parameter, in their order
     * @param rate the learning rate, before the groups' factors
     */
    public void step(List<NDArray> gradients, double rate) {
        step(gradients, groups.stream().map(group -> rate * group.rateFactor()).toList(), algorithm);
    }

    /**
     * Takes a step.
     *
     * @param gradients one for each parameter, in their order
     * @param rates one for each group, in their order; the groups' factors are not applied
     * @param now the algorithm with the numbers of this step, of the kind that the optimizer was made for
     */
    public void step(List<NDArray> gradients, List<Double> rates, Algorithm now) {
        Map<String, NDArray> byName = new LinkedHashMap<>();
        List<String> names = List.copyOf(parameters.keySet());
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), gradients.get(i));
        }
        steps++;
        stepCount.addi(1);
        for (int i = 0; i < groups.size(); i++) {
            step(groups.get(i), byName, rates.get(i), now);
        }
    }

    private void step(ParameterGroup group, Map<String, NDArray> gradients, double rate, Algorithm now) {
        List<NDArray> own = of(group, parameters);
        double decay = group.weightDecay();
        if (now instanceof AdamW adamW) {
            OptimizerScript.Moments moments = new OptimizerScript.Moments(
                    own, of(group, first), of(group, second), Collections.nCopies(own.size(), stepCount));
            script.adamW(moments, of(group, gradients), rate, decay, adamW);
        } else if (now instanceof SgdNesterov sgd) {
            script.sgd(own, of(group, gradients), of(group, first), rate, decay, sgd, steps == 1);
        }
    }

    private static List<NDArray> of(ParameterGroup group, Map<String, NDArray> arrays) {
        return group.names().stream()
                .map(name -> requireNonNull(arrays.get(name), name))
                .toList();
    }

    /** Returns a copy of what it remembers; with {@link #steps} that is all. */
    public List<Tensor> state() {
        List<Tensor> state = new ArrayList<>();
        first.forEach((name, array) -> state.add(tensor(FIRST + name, array)));
        second.forEach((name, array) -> state.add(tensor(SECOND + name, array)));
        return List.copyOf(state);
    }

    private static Tensor tensor(String name, NDArray array) {
        List<Long> shape = new ArrayList<>();
        for (long size : array.getShape().getShape()) {
            shape.add(size);
        }
        return NativeArrays.tensor(name, shape, array);
    }

    /**
     * Takes back what {@link #state} gave.
     *
     * @param state by name
     * @param stepsTaken what {@link #steps} was
     * @throws IOException if a tensor cannot be read
     * @throws IllegalArgumentException if one is missing or has another shape
     */
    public void restore(Map<String, Tensor> state, long stepsTaken) throws IOException {
        restore(FIRST, first, state);
        restore(SECOND, second, state);
        steps = stepsTaken;
        stepCount.set(new float[] {stepsTaken});
    }

    private static void restore(String prefix, Map<String, NDArray> arrays, Map<String, Tensor> state)
            throws IOException {
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            Tensor tensor = state.get(prefix + entry.getKey());
            if (tensor == null || tensor.elementCount() != entry.getValue().size()) {
                throw new IllegalArgumentException("the optimizer's state lacks " + prefix + entry.getKey());
            }
            NativeArrays.set(entry.getValue(), tensor);
        }
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
