package org.inceptionnext.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;

/**
 * Random weights of a network's names and shapes, for measurements where the published ones are not here: how long a network
 * takes does not depend on what its weights are, as long as no value becomes infinite or so small that the processor slows down.
 */
final class MadeUpWeights {
    /** Keeps the size of activations about the same from layer to layer (He and others, 2015). */
    private static final double GAIN = 6;

    private static final float ANCHOR_CELLS = 4;

    private MadeUpWeights() {}

    /** Writes a safetensors file, which goes when the process ends. */
    static Path write(ModelCard card) throws IOException {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        int classes = card.labels().classNames().size();
        Random random = new Random(1);
        List<Tensor> tensors = network.graph(network.defaultOptions().withNumClasses(classes)).parameters().stream()
                .map(parameter -> madeUp(parameter, random))
                .toList();
        Path file = Files.createTempFile("inx-bench", ".safetensors");
        file.toFile().deleteOnExit();
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private static Tensor madeUp(Parameter parameter, Random random) {
        return switch (parameter.role()) {
            case WEIGHT -> uniform(parameter, random);
            case NORM_SCALE, RUNNING_VARIANCE, LAYER_SCALE, WEIGHT_SCALE -> constant(parameter, 1);
            case BIAS, NORM_SHIFT, RUNNING_MEAN -> constant(parameter, 0);
            case ANCHORS -> constant(parameter, ANCHOR_CELLS);
            case BATCH_COUNTER -> Tensors.ofLongs(parameter.name(), parameter.shape(), new long[1]);
        };
    }

    private static Tensor uniform(Parameter parameter, Random random) {
        double fanIn = (double) parameter.elementCount() / parameter.shape().get(0);
        double bound = Math.sqrt(GAIN / fanIn);
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }

    private static Tensor constant(Parameter parameter, float value) {
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        Arrays.fill(values, value);
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }
}
