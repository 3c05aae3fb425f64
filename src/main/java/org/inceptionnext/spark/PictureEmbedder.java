package org.inceptionnext.spark;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.inceptionnext.djl.ModelRequest.Use;

/**
 * Turns pictures into vectors. The answer is an array of float32, as the network gives it: not normalised; {@code
 * org.apache.spark.ml.functions.array_to_vector} makes a vector of Spark ML of it.
 */
public final class PictureEmbedder extends PictureTransformer<float[], PictureEmbedder> {
    private static final long serialVersionUID = 1L;

    /** Makes one with a name of its own. */
    public PictureEmbedder() {
        this(Identifiable$.MODULE$.randomUID("embedding"));
    }

    /**
     * Makes one of this name.
     *
     * @param uid by which pipelines tell their stages apart
     */
    public PictureEmbedder(String uid) {
        super(uid, Use.EMBED, new AnswerColumns.Vector(), "embedding");
    }

    @Override
    PictureEmbedder self() {
        return this;
    }

    /** Returns a reader of what {@code save} has written. */
    public static MLReader<PictureEmbedder> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} has written to a folder. */
    public static PictureEmbedder load(String path) {
        return read().load(path);
    }
}
