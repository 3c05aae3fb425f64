package org.inceptionnext.spark;

import ai.djl.modality.Classifications;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.inceptionnext.djl.ModelRequest.Use;

/**
 * Says what pictures show. The answer is a struct: {@code className} and {@code probability} of the best class, and {@code
 * classes}, an array of both for as many as {@link #setTopK} says, best first.
 *
 * <pre>{@code
 * new PictureClassifier()
 *     .setModel("inceptionnext_tiny")
 *     .transform(spark.read().format("binaryFile").load("photos"))
 *     .select("path", "prediction.className", "prediction.probability", "error")
 * }</pre>
 */
public final class PictureClassifier extends PictureTransformer<Classifications, PictureClassifier> {
    private static final long serialVersionUID = 1L;

    /** Makes one with a name of its own. */
    public PictureClassifier() {
        this(Identifiable$.MODULE$.randomUID("prediction"));
    }

    /**
     * Makes one of this name.
     *
     * @param uid by which pipelines tell their stages apart
     */
    public PictureClassifier(String uid) {
        super(uid, Use.CLASSIFY, new AnswerColumns.Classes(), "prediction");
    }

    /** Sets how many classes an answer has, 5 unless set. */
    public PictureClassifier setTopK(int topK) {
        return setArgument("topK", topK);
    }

    /** Sets whether each class is right or wrong by itself (a sigmoid), instead of one of all (a softmax). */
    public PictureClassifier setMultiLabel(boolean multiLabel) {
        return setArgument("multiLabel", multiLabel);
    }

    /** Sets a file of class names, one a line: a path that every executor sees, or a name of {@code SparkContext.addFile}. */
    public PictureClassifier setLabels(String file) {
        return setArgument("labels", file);
    }

    @Override
    PictureClassifier self() {
        return this;
    }

    /** Returns a reader of what {@code save} has written. */
    public static MLReader<PictureClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} has written to a folder. */
    public static PictureClassifier load(String path) {
        return read().load(path);
    }
}
