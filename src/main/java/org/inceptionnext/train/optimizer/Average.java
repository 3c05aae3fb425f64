package org.inceptionnext.train.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.djl.training.NativeArrays;
import org.inceptionnext.djl.training.TrainableBlock;

/**
 * The exponential moving average of a network's whole state dict: {@code average = decay * average + (1 - decay) * network}
 * after each step, from a copy of the starting weights.
 *
 * <p>Counters follow the same rule and are cut to whole numbers, as timm's do.
 */
public final class Average implements AutoCloseable {
    private final TrainableBlock block;
    private final double decay;
    private final OptimizerScript script;
    private final NDManager manager;
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();

    /**
     * Begins with the block's tensors.
     *
     * @throws IOException if the native module cannot be written to the temporary folder
     */
    public Average(TrainableBlock block, double decay) throws IOException {
        this.block = block;
        this.decay = decay;
        this.manager = block.manager().newSubManager();
        this.script = OptimizerScript.load(manager.getDevice());
        for (Map.Entry<String, NDArray> entry : block.arrays().entrySet()) {
            if (entry.getValue().getDataType().isFloating()) {
                NDArray copy = entry.getValue().duplicate();
                copy.detach();
                copy.attach(manager);
                averages.put(entry.getKey(), copy.stopGradient());
            } else {
                counters.put(entry.getKey(), entry.getValue().getLong());
            }
        }
    }

    /** Takes the block's tensors into the average. */
    public void update() {
        update(decay);
    }

    /**
     * Takes the block's tensors into the average.
     *
     * @param now the decay of this step
     */
    public void update(double now) {
        Map<String, NDArray> arrays = block.arrays();
        List<NDArray> values = new ArrayList<>();
        averages.keySet().forEach(name -> values.add(arrays.get(name)));
        script.move(List.copyOf(averages.values()), values, 1 - now);
        counters.replaceAll((name, counter) -> (long) ((float) now * counter
                + (float) (1 - now) * requireNonNull(arrays.get(name)).getLong()));
    }

    /** Returns the arrays of the average by name; they belong to it. Counters are not among them. */
    public Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(averages);
    }

    /** Returns a copy of the average in state-dict order. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        block.graph().parameters().forEach(parameter -> {
            NDArray array = averages.get(parameter.name());
            Tensor tensor = array == null
                    ? Tensors.ofLongs(parameter.name(), parameter.shape(), new long[] {counters.get(parameter.name())})
                    : NativeArrays.tensor(parameter.name(), parameter.shape(), array);
            tensors.put(parameter.name(), tensor);
        });
        return tensors;
    }

    /**
     * Takes back what {@link #tensors} gave.
     *
     * @throws IOException if a tensor cannot be read
     */
    public void restore(Map<String, Tensor> tensors) throws IOException {
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getValue().dtype() == DType.I64) {
                counters.put(entry.getKey(), entry.getValue().bytes().getLong());
            } else {
                NativeArrays.set(requireNonNull(averages.get(entry.getKey()), entry.getKey()), entry.getValue());
            }
        }
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
