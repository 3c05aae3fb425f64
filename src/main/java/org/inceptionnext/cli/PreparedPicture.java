package org.inceptionnext.cli;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.function.Function;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;

/** An input as the network takes it, or why there is none. */
sealed interface PreparedPicture {

    /** Returns the input's name. */
    String name();

    /**
     * A picture that was read.
     *
     * @param values normalised: channels, rows, columns
     */
    @SuppressWarnings("ArrayRecordComponent") // made by one thread, read by one other, compared by none
    record Ready(String name, float[] values) implements PreparedPicture {}

    /** An input that is no picture, or cannot be read. */
    record Failed(String name, IOException cause) implements PreparedPicture {}

    /** Returns the way from an input to the network, for many threads. */
    static Function<Input, PreparedPicture> reader(EvalTransform transform, DecodeOptions options) {
        return input -> {
            try {
                float[] values = new float[transform.elementCount()];
                transform.apply(ImageDecoder.decode(input.bytes(), input.name(), options), FloatBuffer.wrap(values), 0);
                return new Ready(input.name(), values);
            } catch (IOException e) {
                return new Failed(input.name(), e);
            } catch (OutOfMemoryError e) {
                // One huge picture is no reason to give up on the others.
                return new Failed(
                        input.name(), new IOException("too large for Java's memory (JDK_JAVA_OPTIONS=-Xmx...)", e));
            }
        };
    }
}
