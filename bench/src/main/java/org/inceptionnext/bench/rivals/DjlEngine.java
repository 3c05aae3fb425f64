package org.inceptionnext.bench.rivals;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Our networks, or a TorchScript file, in DJL. */
final class DjlEngine implements Engine {
    private static final String ENGINE = "PyTorch";

    private final ZooModel<NDList, NDList> model;

    private DjlEngine(ZooModel<NDList, NDList> model) {
        this.model = model;
    }

    /**
     * Loads one of our networks.
     *
     * @param name such as {@code inceptionnext_tiny}
     * @param arguments of the model, such as {@code weights} and {@code form}
     */
    static DjlEngine ours(String name, Map<String, String> arguments) throws Exception {
        Criteria.Builder<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId(name)
                .optEngine(ENGINE);
        arguments.forEach(criteria::optArgument);
        return new DjlEngine(criteria.build().loadModel());
    }

    /** Loads a TorchScript file as a user of DJL alone does. */
    static DjlEngine stock(Path file) throws Exception {
        return new DjlEngine(Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(file)
                .optEngine(ENGINE)
                .build()
                .loadModel());
    }

    @Override
    public String version() {
        return "libtorch " + ai.djl.engine.Engine.getEngine(ENGINE).getVersion() + " in DJL "
                + ai.djl.engine.Engine.getDjlVersion()
                + Optional.ofNullable(model.getProperty("compiledForm"))
                        .map(form -> " (" + form + ")")
                        .orElse("");
    }

    @Override
    public Prediction prediction(int batch, int size) {
        Predictor<NDList, NDList> predictor = model.newPredictor();
        ByteBuffer pixels = Pictures.of(batch, size);
        Shape shape = new Shape(batch, Pictures.CHANNELS, size, size);
        NDManager manager = model.getNDManager();
        return new Prediction() {
            @Override
            public float[] run() throws Exception {
                try (NDManager scope = manager.newSubManager()) {
                    NDList output = predictor.predict(new NDList(scope.create(pixels, shape, DataType.FLOAT32)));
                    output.attach(scope);
                    return output.get(0).toFloatArray();
                }
            }

            @Override
            public void close() {
                predictor.close();
            }
        };
    }

    @Override
    public void close() {
        model.close();
    }
}
