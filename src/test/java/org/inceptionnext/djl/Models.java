package org.inceptionnext.djl;

import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.FormulaWeights;

/** Models with the goldens' formula weights, loaded the way a user loads a model. */
final class Models {
    private static final Map<String, Path> FILES = new ConcurrentHashMap<>();

    private Models() {}

    /**
     * Returns a weight file of a network, written once for all tests.
     *
     * @param fileName network and format, such as {@code inceptionnext_pico.pth}
     */
    static Path formulaFile(String fileName) {
        return FILES.computeIfAbsent(fileName, Models::write);
    }

    private static Path write(String fileName) {
        int dot = fileName.lastIndexOf('.');
        NetworkDefinition network = NetworkCatalog.builtin().get(fileName.substring(0, dot));
        Collection<Tensor> tensors = FormulaWeights.checkpoint(network.graph(network.defaultOptions()))
                .values();
        try {
            Path folder = Files.createTempDirectory("formula weights");
            Path file = folder.resolve(fileName);
            // What is registered last is deleted first.
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            if (fileName.endsWith(".pth")) {
                PthWriter.write(file, tensors);
            } else {
                SafetensorsWriter.write(file, tensors, Map.of());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <I, O> Criteria.Builder<I, O> criteria(String artifact, Class<I> input, Class<O> output) {
        return Criteria.builder()
                .setTypes(input, output)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optArtifactId(artifact);
    }

    /** Loads pico with its formula weights. */
    static <I, O> ZooModel<I, O> pico(Class<I> input, Class<O> output) throws Exception {
        return picoCriteria(input, output).build().loadModel();
    }

    static <I, O> Criteria.Builder<I, O> picoCriteria(Class<I> input, Class<O> output) {
        return criteria("inceptionnext_pico", input, output)
                .optArgument("weights", formulaFile("inceptionnext_pico.pth"));
    }
}
