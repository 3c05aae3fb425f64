package org.inceptionnext.djl.pictures;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.djl.pictures.PictureReaders.PictureReader;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.runtime.InputBuffers;
import org.inceptionnext.runtime.OutputSelector;
import org.jspecify.annotations.Nullable;

/**
 * Pictures to tensor, tensor to answers. DJL shares a translator between predictors: what belongs to a call is with the call.
 *
 * <p>It batches by itself. A batch is one direct buffer, filled in Java: stacking arrays natively on a caller's thread
 * would copy once more and make an OpenMP team for that thread.
 *
 * @param <I> what a user hands in for a picture
 * @param <O> what a picture's answer is
 */
public final class PictureTranslator<I, O> implements Translator<I, O> {
    private static final int CHANNELS = 3;

    /** The call's attachment that says where its pictures lie in the input. */
    private static final String PLACEMENTS = "placements";

    private final Reader<I> reader;
    private final InputTransform transform;
    private final AnswerWriter<O> writer;
    private final PictureTimes times;
    private final InputBuffers buffers = new InputBuffers();

    /** From what a user hands in to a picture that can be written into the input. */
    private interface Reader<I> {
        InputPicture read(I input, NDManager scope) throws IOException, TranslateException;
    }

    private PictureTranslator(Reader<I> reader, InputTransform transform, AnswerWriter<O> writer, PictureTimes times) {
        this.times = times;
        this.reader = reader;
        this.transform = transform;
        this.writer = writer;
    }

    /**
     * Returns a translator.
     *
     * @param reader of what a user hands in
     * @param transform from the picture to the network's input
     * @param writer from the network's output to answers
     */
    public static <I, O> PictureTranslator<I, O> of(
            PictureReader<I> reader, InputTransform transform, AnswerWriter<O> writer) {
        return new PictureTranslator<>(
                (input, scope) -> transform.picture(reader.read(input, scope)), transform, writer, new PictureTimes());
    }

    /** Returns the same for pictures that another thread has prepared. */
    PictureTranslator<InputPicture, O> forPrepared(PictureTimes counted) {
        return new PictureTranslator<>((picture, scope) -> picture, transform, writer, counted);
    }

    InputTransform transform() {
        return transform;
    }

    /**
     * Not null, so that DJL calls the two batch methods below; it is applied only by who calls the other two. Null if the
     * inputs of pictures have different shapes: then DJL runs them one after the other.
     */
    @Override
    public @Nullable Batchifier getBatchifier() {
        return transform.common().isPresent() ? Batchifier.STACK : null;
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<I> inputs) throws IOException, TranslateException {
        if (inputs.isEmpty()) {
            return new NDList();
        }
        Placement common = transform.common().orElseThrow();
        return tensor(ctx, inputs, new Shape(inputs.size(), CHANNELS, common.height(), common.width()));
    }

    /** Returns (channels, height, width), or a batch of one where {@link #getBatchifier} is null. */
    @Override
    public NDList processInput(TranslatorContext ctx, I input) throws IOException, TranslateException {
        Optional<Placement> common = transform.common();
        if (common.isPresent()) {
            Shape shape =
                    new Shape(CHANNELS, common.get().height(), common.get().width());
            return tensor(ctx, List.of(input), shape);
        }
        InputPicture picture = reader.read(input, ctx.getNDManager());
        Placement placement = picture.placement();
        Shape shape = new Shape(1, CHANNELS, placement.height(), placement.width());
        ByteBuffer buffer = buffers.take(ctx, shape);
        picture.writeTo(buffer.asFloatBuffer(), 0);
        return list(ctx, buffer, shape, List.of(placement));
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
        long begin = System.nanoTime();
        List<O> answers = writer.write(outputs, placements(ctx));
        times.addAnswer(System.nanoTime() - begin);
        buffers.giveBack(ctx);
        return answers;
    }

    private NDList tensor(TranslatorContext ctx, List<I> inputs, Shape shape) throws IOException, TranslateException {
        ByteBuffer buffer = buffers.take(ctx, shape);
        FloatBuffer floats = buffer.asFloatBuffer();
        List<Placement> placements = new ArrayList<>();
        int position = 0;
        for (I input : inputs) {
            // One after the other: only one picture's pixels are in memory.
            InputPicture picture = reader.read(input, ctx.getNDManager());
            picture.writeTo(floats, position);
            placements.add(picture.placement());
            position += picture.placement().elementCount();
        }
        return list(ctx, buffer, shape, placements);
    }

    private NDList list(TranslatorContext ctx, ByteBuffer buffer, Shape shape, List<Placement> placements) {
        ctx.setAttachment(PLACEMENTS, placements);
        NDList list = new NDList(buffers.array(ctx, buffer, shape));
        OutputKind output = writer.output();
        if (output != OutputKind.LOGITS && output != OutputKind.PREDICTIONS) {
            list.add(OutputSelector.of(output, ctx.getNDManager()));
        }
        return list;
    }

    private static List<Placement> placements(TranslatorContext ctx) {
        if (ctx.getAttachment(PLACEMENTS) instanceof List<?> list) {
            return list.stream().map(Placement.class::cast).toList();
        }
        throw new IllegalStateException("nothing says where the pictures lie in the network's input");
    }
}
