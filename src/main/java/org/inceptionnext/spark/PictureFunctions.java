package org.inceptionnext.spark;

import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.inceptionnext.djl.ModelRequest;

/**
 * Functions of SQL, from a picture (bytes, a path, or the struct of Spark's {@code image} source) to a struct of the answer and
 * {@code error}, one of which is null:
 *
 * <pre>{@code
 * PictureFunctions.register(spark);
 * spark.sql("SELECT path, inx_classify(content, 'inceptionnext_tiny').prediction.className FROM pictures");
 * }</pre>
 *
 * <p>The transformers are faster for whole tables: a function is handed one picture at a time.
 */
public final class PictureFunctions {
    private PictureFunctions() {}

    /**
     * Registers {@code inx_classify}, {@code inx_embed} and {@code inx_detect} with a session, each of a picture and the name of a
     * model. The answers are called {@code prediction}, {@code embedding} and {@code detections}.
     *
     * @throws UnsupportedOperationException on a session of Spark Connect
     */
    public static void register(SparkSession session) {
        Connect.refuse(session);
        registerNamed(session, "inx_classify", new PictureClassifier());
        registerNamed(session, "inx_embed", new PictureEmbedder());
        registerNamed(session, "inx_detect", new PictureDetector());
    }

    private static <O> void registerNamed(SparkSession session, String name, PictureTransformer<O, ?> transformer) {
        PictureFunction<O> function = function(session, name, transformer);
        ModelRequest.Use use = transformer.use();
        UDF2<Object, String, Row> call =
                (picture, model) -> function.call(new ModelRequest(use, model, Map.of()), picture);
        session.udf().register(name, functions.udf(call, type(transformer)).asNondeterministic());
    }

    /**
     * Registers a transformer, with all that is set, as a function of a picture alone.
     *
     * @throws org.inceptionnext.djl.ArgumentException if the model or an argument is unknown or not what it should be
     * @throws UnsupportedOperationException on a session of Spark Connect
     */
    public static void register(SparkSession session, String name, PictureClassifier classifier) {
        registerSet(session, name, classifier);
    }

    /** The same for an embedder. */
    public static void register(SparkSession session, String name, PictureEmbedder embedder) {
        registerSet(session, name, embedder);
    }

    /** The same for a detector. */
    public static void register(SparkSession session, String name, PictureDetector detector) {
        registerSet(session, name, detector);
    }

    private static <O> void registerSet(SparkSession session, String name, PictureTransformer<O, ?> transformer) {
        Connect.refuse(session);
        ModelRequest request = transformer.request();
        request.check();
        PictureFunction<O> function = function(session, name, transformer);
        UDF1<Object, Row> call = picture -> function.call(request, picture);
        // Not deterministic, or Spark might run it twice for two fields of one answer, or on the driver.
        UserDefinedFunction udf = functions.udf(call, type(transformer)).asNondeterministic();
        session.udf().register(name, udf);
    }

    private static <O> PictureFunction<O> function(
            SparkSession session, String name, PictureTransformer<O, ?> transformer) {
        return new PictureFunction<>(
                transformer.column(),
                new PictureInput(name, SerializableConfiguration.broadcast(session.sparkContext())));
    }

    private static DataType type(PictureTransformer<?, ?> transformer) {
        return new StructType()
                .add(transformer.outputColumn(), transformer.column().type(), true)
                .add("error", DataTypes.StringType, true);
    }
}
