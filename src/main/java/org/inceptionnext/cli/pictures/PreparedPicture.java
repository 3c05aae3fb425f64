package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.util.function.Function;
import org.inceptionnext.data.Picture;
import org.inceptionnext.vision.ImageDecoder;

/**
 * An input as the network takes it, or why there is none.
 *
 * @param <P> a prepared picture
 */
sealed interface PreparedPicture<P> {

    /** Returns the input's name. */
    String name();

    /** A picture that was read. */
    record Ready<P>(String name, P picture) implements PreparedPicture<P> {}

    /** An input that is no picture, or cannot be read. */
    record Failed<P>(String name, IOException cause) implements PreparedPicture<P> {}

    /** Returns the way from an input to the network, for many threads. */
    static <P> Function<Picture, PreparedPicture<P>> reader(InputTransform<P> preparation) {
        return input -> {
            try {
                return new Ready<>(
                        input.name(),
                        preparation.prepare(ImageDecoder.decode(input.bytes(), input.name(), preparation.decoding())));
            } catch (IOException e) {
                return new Failed<>(input.name(), e);
            } catch (OutOfMemoryError e) {
                // One huge picture is no reason to give up on the others.
                return new Failed<>(
                        input.name(), new IOException("too large for Java's memory (JDK_JAVA_OPTIONS=-Xmx...)", e));
            }
        };
    }
}
