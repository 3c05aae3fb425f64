package org.inceptionnext.djl;

import ai.djl.ndarray.NDArray;
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
import java.util.function.Function;
import org.inceptionnext.runtime.InputBuffers;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.NonMaximumSuppression;
import org.inceptionnext.vision.PictureMapping;
import org.inceptionnext.vision.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * Pictures to tensor, predictions to boxes. Where the pictures lie in their frames is with the call, as the
 * attachment {@code letterbox}, a list of one {@link LetterboxGeometry} for each picture of the batch.
 */
final class DetectionTranslator<I, O> implements Translator<I, O> {
    private static final int CHANNELS = 3;

    /** Whoever prepares pictures himself and lets this translator read the answers attaches where they lie. */
    private static final String GEOMETRIES = "letterbox";

    private final PictureReader<I> reader;
    private final Letterbox letterbox;
    private final NonMaximumSuppression suppression;
    private final List<String> classNames;
    private final Function<Detections, O> writer;
    private final InputBuffers buffers = new InputBuffers();

    DetectionTranslator(
            PictureReader<I> reader,
            DetectionArguments arguments,
            List<String> classNames,
            Function<Detections, O> writer) {
        this.reader = reader;
        this.letterbox = arguments.letterbox();
        this.suppression = NonMaximumSuppression.of(arguments.options(), classNames.size());
        this.classNames = List.copyOf(classNames);
        this.writer = writer;
    }

    /** Null if the inputs of pictures have different shapes: then DJL runs them one after the other. */
    @Override
    public @Nullable Batchifier getBatchifier() {
        return letterbox.auto() ? null : Batchifier.STACK;
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<I> inputs) throws IOException, TranslateException {
        if (inputs.isEmpty()) {
            return new NDList();
        }
        Shape shape = new Shape(inputs.size(), CHANNELS, letterbox.height(), letterbox.width());
        NDManager manager = ctx.getNDManager();
        ByteBuffer buffer = buffers.take(ctx, shape);
        FloatBuffer floats = buffer.asFloatBuffer();
        List<LetterboxGeometry> geometries = new ArrayList<>();
        int position = 0;
        for (I input : inputs) {
            LetterboxGeometry geometry = letterbox.apply(reader.read(input, manager), floats, position);
            geometries.add(geometry);
            position += geometry.elementCount();
        }
        ctx.setAttachment(GEOMETRIES, geometries);
        return new NDList(buffers.array(ctx, buffer, shape));
    }

    /** Returns (channels, height, width), or a batch of one where {@link #getBatchifier} is null. */
    @Override
    public NDList processInput(TranslatorContext ctx, I input) throws IOException, TranslateException {
        Pixels pixels = reader.read(input, ctx.getNDManager());
        LetterboxGeometry geometry = letterbox.geometry(pixels.width(), pixels.height());
        Shape picture = new Shape(CHANNELS, geometry.height(), geometry.width());
        Shape shape = letterbox.auto() ? new Shape(1).addAll(picture) : picture;
        ByteBuffer buffer = buffers.take(ctx, shape);
        letterbox.apply(pixels, buffer.asFloatBuffer(), 0);
        ctx.setAttachment(GEOMETRIES, List.of(geometry));
        return new NDList(buffers.array(ctx, buffer, shape));
    }

    @Override
    public List<O> batchProcessOutput(TranslatorContext ctx, NDList outputs) {
        if (outputs.isEmpty()) {
            return List.of();
        }
        NDArray predictions = outputs.singletonOrThrow();
        Shape shape = predictions.getShape();
        int columns = Math.toIntExact(shape.get(shape.dimension() - 1));
        int rows = Math.toIntExact(shape.get(shape.dimension() - 2));
        FloatBuffer numbers = FloatBuffer.wrap(predictions.toFloatArray());
        buffers.giveBack(ctx);
        List<O> answers = new ArrayList<>();
        for (LetterboxGeometry geometry : geometries(ctx)) {
            int position = answers.size() * rows * columns;
            List<Detection> found = suppression.apply(numbers, position, rows, columns);
            answers.add(writer.apply(inPicture(found, geometry)));
        }
        return answers;
    }

    @Override
    public O processOutput(TranslatorContext ctx, NDList outputs) {
        return batchProcessOutput(ctx, outputs).get(0);
    }

    private Detections inPicture(List<Detection> found, LetterboxGeometry geometry) {
        PictureMapping mapping = geometry.mapping();
        return new Detections(
                geometry.pictureWidth(),
                geometry.pictureHeight(),
                found.stream().map(mapping::toPicture).toList(),
                classNames);
    }

    private static List<LetterboxGeometry> geometries(TranslatorContext ctx) {
        if (ctx.getAttachment(GEOMETRIES) instanceof List<?> list) {
            return list.stream().map(LetterboxGeometry.class::cast).toList();
        }
        throw new IllegalStateException("nothing says where the pictures lie in the network's input");
    }
}
