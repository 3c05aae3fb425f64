package org.inceptionnext.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;

/** A network's input in a direct buffer that was filled in Java. */
final class PictureInput {
    private static final String NAME = "pictures";

    private PictureInput() {}

    /** Allocates the buffer of a float32 array. */
    static ByteBuffer allocate(TranslatorContext ctx, Shape shape) {
        return ctx.getNDManager().allocateDirect(Math.toIntExact(Math.multiplyExact(shape.size(), Float.BYTES)));
    }

    /** Makes the array. It only borrows the buffer; the context keeps that as long as the call lasts. */
    static NDArray of(TranslatorContext ctx, ByteBuffer buffer, Shape shape) {
        // An array forgets its buffer when it is closed, which a model does that is closed meanwhile.
        ctx.setAttachment(NAME, buffer);
        NDArray pictures = ctx.getNDManager().create(buffer, shape, DataType.FLOAT32);
        pictures.setName(NAME);
        return pictures;
    }
}
