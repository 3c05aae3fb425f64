package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.runtime.InputBuffers;
import org.inceptionnext.runtime.OutputSelector;
import org.inceptionnext.vision.EvalTransform;

/**
 * Pictures to tensor, tensor to answers. DJL shares a translator between predictors: what belongs to a call is with the call.
 *
 * <p>It batches by itself. A batch is one direct buffer, filled in Java: stacking arrays natively on a caller's thread
 * would copy once more and make an OpenMP team for that thread.
 */
final class PictureTranslator<I, O> implements Translator<I, O> {
    private static final int CHANNELS = 3;

    private final PictureReader<I> reader;
    private final EvalTransform transform;
    private final PredictionWriter<O> writer;
    private final InputBuffers buffers = new InputBuffers();

    PictureTranslator(PictureReader<I> reader, EvalTransform transform, PredictionWriter<O> writer) {
        this.reader = reader;
        this.transform = transform;
        this.writer = writer;
    }

    /** Not null, so that DJL calls the two batch methods below; it is applied only by who calls the other two. */
    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<I> inputs) throws IOException, TranslateException {
        if (inputs.isEmpty()) {
            return new NDList();
        }
        return tensor(ctx, inputs, new Shape(inputs.size(), CHANNELS, transform.height(), transform.width()));
    }

    @Override
    public NDList processInput(TranslatorContext ctx, I input) throws IOException, TranslateException {
        return tensor(ctx, List.of(input), new Shape(CHANNELS, transform.height(), transform.width()));
    }

    @Override
    public List<O> batchProcessOutput(TranslatorContext ctx, NDList outputs) {
        return outputs.isEmpty() ? List.of() : answers(ctx, outputs);
    }

    @Override
    public O processOutput(TranslatorContext ctx, NDList outputs) {
        return answers(ctx, outputs).get(0);
    }

    private List<O> answers(TranslatorContext ctx, NDList outputs) {
        List<O> answers = writer.write(outputs);
        buffers.giveBack(ctx);
        return answers;
    }

    private NDList tensor(TranslatorContext ctx, List<I> inputs, Shape shape) throws IOException, TranslateException {
        NDManager manager = ctx.getNDManager();
        ByteBuffer buffer = buffers.take(ctx, shape);
        FloatBuffer floats = buffer.asFloatBuffer();
        int position = 0;
        for (I input : inputs) {
            transform.apply(reader.read(input, manager), floats, position);
            position += transform.elementCount();
        }
        NDList list = new NDList(buffers.array(ctx, buffer, shape));
        if (writer.output() != OutputKind.LOGITS) {
            list.add(OutputSelector.of(writer.output(), manager));
        }
        return list;
    }
}
