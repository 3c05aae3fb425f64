package org.inceptionnext.cli.pictures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.List;
import org.inceptionnext.registry.Preprocessing;

/**
 * A model's own translator for pictures that other threads have decoded, resized and normalised already: what goes into
 * the network is put together here, what comes out is the model's own business.
 *
 * @param <O> what the model answers
 */
final class PreparedTranslator<O> implements Translator<float[], O> {
    private static final int CHANNELS = 3;

    /** An array of this name selects the method of the compiled network whose output an embedding is. */
    private static final String EMBEDDING = "module_method:embedding";

    private final Translator<?, O> own;
    private final Shape shape;
    private final boolean isEmbedding;
    private final InputBuffer buffer = new InputBuffer();

    /**
     * @param own the model's own translator
     * @param preprocessing how pictures were prepared
     * @param isEmbedding whether the answer is an embedding
     */
    PreparedTranslator(Translator<?, O> own, Preprocessing preprocessing, boolean isEmbedding) {
        this.own = own;
        this.shape = new Shape(CHANNELS, preprocessing.height(), preprocessing.width());
        this.isEmbedding = isEmbedding;
    }

    @Override
    public void prepare(TranslatorContext context) throws Exception {
        own.prepare(context);
    }

    /** Not null, so that DJL calls the methods for a batch; it is never applied. */
    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<float[]> pictures) {
        NDManager manager = context.getNDManager();
        NDList input = new NDList(buffer.array(manager, pictures, new Shape(pictures.size()).addAll(shape)));
        if (isEmbedding) {
            NDArray selector = manager.create(0f);
            selector.setName(EMBEDDING);
            input.add(selector);
        }
        return input;
    }

    @Override
    public List<O> batchProcessOutput(TranslatorContext context, NDList output) throws Exception {
        return own.batchProcessOutput(context, output);
    }

    @Override
    public NDList processInput(TranslatorContext context, float[] picture) {
        return batchProcessInput(context, List.of(picture));
    }

    @Override
    public O processOutput(TranslatorContext context, NDList output) throws Exception {
        return own.processOutput(context, output);
    }
}
