package org.inceptionnext.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.BaseModelLoader;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Progress;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.runtime.Devices;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a model of this zoo. DJL makes its own loader for {@code djl://} and other URLs, so nothing here may be needed for
 * a right answer; it only gives better errors, and downloads before loading.
 */
final class InceptionNextModelLoader extends BaseModelLoader {
    private static final Logger LOGGER = LoggerFactory.getLogger(InceptionNextModelLoader.class);

    private final ModelCard card;

    InceptionNextModelLoader(ModelCard card, MRL mrl) {
        super(mrl);
        this.card = card;
    }

    @Override
    public <I, O> ZooModel<I, O> loadModel(Criteria<I, O> criteria)
            throws IOException, ModelNotFoundException, MalformedModelException {
        boolean ours = criteria.getTranslatorFactory() == null;
        SupportedTypes pairs = SupportedTypes.of(card);
        if (ours && !pairs.isSupported(criteria.getInputClass(), criteria.getOutputClass())) {
            throw new ModelNotFoundException(pairs.unsupported(criteria.getInputClass(), criteria.getOutputClass()));
        }
        checkArguments(criteria);
        if (criteria.getDevice() != null) {
            Devices.require(criteria.getDevice());
        }
        return super.loadModel(criteria);
    }

    /** Before anything is fetched. */
    private void checkArguments(Criteria<?, ?> criteria) {
        Map<String, Object> arguments = criteria.getArguments();
        if (arguments == null) {
            return;
        }
        UserTranslator.requireLoadable(arguments);
        if (UserTranslator.isIn(criteria)) {
            ArgumentNames.problem(card, arguments).ifPresent(problem -> LOGGER.warn("{}", problem.getMessage()));
        } else {
            ArgumentNames.check(card, arguments);
        }
    }

    /** As DJL does, but with the network prepared before it is asked for its engine, which another thread may be loading. */
    @Override
    protected Model createModel(
            Path modelPath,
            String name,
            @Nullable Device device,
            @Nullable Block block,
            Map<String, Object> arguments,
            @Nullable String engine)
            throws IOException {
        boolean ours = InceptionNextBlockFactory.class.getName().equals(arguments.get("blockFactory"));
        if (block != null || !ours || TrainableModel.isAskedFor(arguments)) {
            return super.createModel(modelPath, name, device, block, arguments, engine);
        }
        boolean onGpu = device == null ? CudaUtils.hasCuda() : device.isGpu();
        try (PreparedNetwork network = PreparedNetwork.of(modelPath, arguments, onGpu)) {
            Model model = Model.newInstance(name, device, engine);
            try {
                model.setBlock(network.block(model));
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
            arguments.forEach((key, value) -> model.setProperty(key, value.toString()));
            return model;
        }
    }

    @Override
    public <I, O> boolean isDownloaded(Criteria<I, O> criteria) throws IOException, ModelNotFoundException {
        return super.isDownloaded(criteria) && WeightFiles.isHere(arguments(criteria));
    }

    @Override
    public <I, O> void downloadModel(Criteria<I, O> criteria, @Nullable Progress progress)
            throws IOException, ModelNotFoundException {
        super.downloadModel(criteria, progress);
        WeightFiles.locate(arguments(criteria), progress);
    }

    private ModelArguments arguments(Criteria<?, ?> criteria) {
        Map<String, Object> arguments = criteria.getArguments();
        return ModelArguments.of(card, arguments == null ? Map.of() : arguments);
    }
}
