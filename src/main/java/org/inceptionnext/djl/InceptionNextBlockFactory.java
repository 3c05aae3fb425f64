package org.inceptionnext.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.runtime.Devices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the block of a model: finds and verifies its weights, checks that they fit the network, compiles, loads.
 *
 * <p>Arguments come from {@code Criteria.optArgument}, the query of a {@code djl://} URL or {@code serving.properties}; which
 * there are, {@code docs/djl.md} says, and {@link InceptionNextArguments} has a method for each.
 */
public final class InceptionNextBlockFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(InceptionNextBlockFactory.class);

    /** Makes a factory; DJL calls this by the name in a model's card. */
    public InceptionNextBlockFactory() {}

    /**
     * Makes the block; it belongs to the model and ends with it. The model's property {@code integrity} then says how far
     * the weights were verified.
     *
     * @throws org.inceptionnext.fetch.FetchException if the weights are not on this machine
     * @throws org.inceptionnext.fetch.IntegrityException if they are not what the card states
     * @throws org.inceptionnext.checkpoint.MalformedCheckpointException if the file is something else or damaged
     * @throws org.inceptionnext.network.WeightMismatchException if the tensors are not those of the network
     * @throws org.inceptionnext.network.yolov5.RowFormatException if a detector's own rows are wrong
     * @throws IOException if a file cannot be read or written
     * @throws ArgumentException if an argument is unknown or not what it should be
     * @throws org.inceptionnext.runtime.UnavailableDeviceException if the model's device is not there
     */
    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
        try {
            // Our translators refuse them; DJL's and a user's own may know more than we do.
            ArgumentNames.problem(arguments).ifPresent(problem -> LOGGER.warn("{}", problem.getMessage()));
            UserTranslator.requireLoadable(arguments);
            Device device = model.getNDManager().getDevice();
            Devices.require(device);
            if (TrainableModel.isAskedFor(arguments)) {
                return TrainableModel.block(model, modelPath, arguments);
            }
            try (PreparedNetwork network = PreparedNetwork.of(modelPath, arguments, device.isGpu())) {
                return network.block(model);
            }
        } catch (IOException | RuntimeException e) {
            // DJL drops the model that it made for this block without closing it.
            model.close();
            refuseMisspelt(arguments, e);
            throw e;
        }
    }

    /** An argument that nobody knows may be why: {@code wieghts=best.pt}. If the block is made, the translator looks at names. */
    private static void refuseMisspelt(Map<String, ?> arguments, Exception failure) {
        Optional<ArgumentException> problem = ArgumentNames.problem(arguments);
        if (problem.isPresent() && !(failure instanceof ArgumentException)) {
            problem.get().addSuppressed(failure);
            throw problem.get();
        }
    }
}
