package org.inceptionnext.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.ModelRequest.Setting;
import org.inceptionnext.djl.ModelRequest.Use;

/**
 * What the three transformers have in common. Each row of the input gets, in a column of its own, an answer or an error that says
 * why there is none: exactly one of both is null. A bad picture never fails the job; a model that cannot be loaded does.
 *
 * <p>Pictures are in a column of bytes (encoded pictures, such as {@code content} of the {@code binaryFile} source or of
 * Parquet), of text (paths, which each task opens through Hadoop), or of structs of Spark's {@code image} source, whose pixels are
 * Spark's and not exact.
 *
 * <p>Beside the setters there is a parameter for each argument of a model that {@code docs/djl.md} lists. Names and values are
 * checked in {@link #transformSchema}, before anything runs.
 *
 * @param <O> the type of a network's answer
 * @param <T> the transformer itself
 */
public abstract class PictureTransformer<O, T extends PictureTransformer<O, T>> extends Transformer
        implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;
    private static final int BATCH_SIZE = 8;

    private final String uid;
    private final Use use;
    private final AnswerColumn<O> column;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> errorCol;
    private final Param<String> model;
    private final IntParam batchSize;
    private final LinkedHashMap<String, Param<String>> arguments = new LinkedHashMap<>();

    PictureTransformer(String uid, Use use, AnswerColumn<O> column, String outputColumn) {
        this.uid = uid;
        this.use = use;
        this.column = column;
        inputCol = text("inputCol", "column of pictures: " + PictureInput.ALLOWED);
        outputCol = text("outputCol", "column of answers");
        errorCol = text("errorCol", "column that says why a picture has no answer");
        model = text("model", "name of the model, as inx models lists it");
        batchSize = new IntParam(
                uid, "batchSize", "how many pictures go through the network at once", ParamValidators.gt(0));
        for (Setting setting : ModelRequest.settings(use)) {
            String doc =
                    setting.description() + "; allowed: " + setting.allowed() + "; otherwise " + setting.otherwise();
            arguments.put(setting.name(), text(setting.name(), doc));
        }
        setDefault(inputCol, "content");
        setDefault(outputCol, outputColumn);
        setDefault(errorCol, "error");
        setDefault(batchSize, BATCH_SIZE);
    }

    private Param<String> text(String name, String doc) {
        return new Param<>(uid, name, doc);
    }

    abstract T self();

    /** Sets the column of pictures, {@code content} unless set. */
    public T setInputCol(String column) {
        return put(inputCol, column);
    }

    /** Sets the column of answers; it must not be there yet. */
    public T setOutputCol(String column) {
        return put(outputCol, column);
    }

    /** Sets the column of errors, {@code error} unless set; it must not be there yet. */
    public T setErrorCol(String column) {
        return put(errorCol, column);
    }

    /** Sets the model by its name, which {@code inx models} lists. */
    public T setModel(String name) {
        return put(model, name);
    }

    /** Sets how many pictures go through the network at once, 8 unless set. */
    public T setBatchSize(int pictures) {
        set(batchSize, pictures);
        return self();
    }

    /**
     * Sets weights of your own: a file or folder that every executor sees, the name of a file that {@code SparkContext.addFile}
     * brings to them, or {@code hf://OWNER/NAME[@REVISION]}.
     */
    public T setWeights(String place) {
        return setArgument("weights", place);
    }

    /** Sets whose preprocessing: {@code upstream} or {@code timm}. */
    public T setPreset(String preset) {
        return setArgument("preset", preset);
    }

    /** Sets the input's side in pixels. */
    public T setImageSize(int side) {
        return setArgument("imageSize", side);
    }

    /** Sets whether pictures are turned upright by their EXIF orientation. */
    public T setExif(boolean exif) {
        return setArgument("exif", exif);
    }

    /** Sets what the network computes in: {@code float32}, {@code bfloat16} or {@code float16}. */
    public T setDtype(String type) {
        return setArgument("dtype", type);
    }

    /**
     * Sets an argument of the model by its name; {@code docs/djl.md} lists them.
     *
     * @throws java.util.NoSuchElementException if there is none of this name
     */
    public T setArgument(String name, Object value) {
        Param<String> argument = arguments.get(name);
        if (argument == null) {
            getParam(name);
            throw new NoSuchElementException(name + " is no argument of a model: use its own setter");
        }
        return put(argument, value.toString());
    }

    private T put(Param<String> param, String value) {
        set(param, value);
        return self();
    }

    /** Returns all parameters, those of the model's arguments last. */
    @Override
    public Param<?>[] params() {
        Param<?>[] all = new Param<?>[arguments.size() + 5];
        int count = 0;
        for (Param<?> param : new Param<?>[] {inputCol, outputCol, errorCol, model, batchSize}) {
            all[count++] = param;
        }
        for (Param<?> param : arguments.values()) {
            all[count++] = param;
        }
        return all;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Spark's
    public T copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /**
     * Returns the schema with the two columns.
     *
     * @throws org.inceptionnext.djl.ArgumentException if the model or an argument is unknown or not what it should be
     * @throws IllegalArgumentException if the input column is missing or of another type, or another column is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        request().check();
        String input = getOrDefault(inputCol);
        String[] names = schema.fieldNames();
        if (!Arrays.asList(names).contains(input)) {
            throw new IllegalArgumentException(
                    "inputCol: there is no column " + input + "; there are " + String.join(", ", names));
        }
        if (!PictureInput.isOne(schema.apply(input).dataType())) {
            throw new IllegalArgumentException("inputCol: column " + input + " is of type "
                    + schema.apply(input).dataType().simpleString() + "; allowed is " + PictureInput.ALLOWED);
        }
        return schema.add(fresh(schema, "outputCol", getOrDefault(outputCol), true))
                .add(fresh(schema, "errorCol", getOrDefault(errorCol), false));
    }

    private StructField fresh(StructType schema, String param, String name, boolean isAnswer) {
        boolean isTaken = Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase)
                || !isAnswer && name.equalsIgnoreCase(getOrDefault(outputCol));
        if (isTaken) {
            throw new IllegalArgumentException(
                    param + ": there is a column " + name + " already; name another one, or drop that one first");
        }
        return DataTypes.createStructField(name, isAnswer ? column.type() : DataTypes.StringType, true);
    }

    /**
     * Returns the rows with an answer or an error each, when they are asked for. Works on streams too.
     *
     * @throws UnsupportedOperationException on a {@code Dataset} of Spark Connect
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        Connect.refuse(dataset);
        StructType schema = transformSchema(dataset.schema(), true);
        SparkContext context = dataset.sparkSession().sparkContext();
        String input = getOrDefault(inputCol);
        PictureTask<O> task = new PictureTask<>(
                request(),
                column,
                new PictureInput(input, SerializableConfiguration.broadcast(context)),
                dataset.schema().fieldIndex(input),
                batch(),
                Metrics.in(context));
        return dataset.toDF().mapPartitions(task, Encoders.row(schema));
    }

    int batch() {
        return (int) getOrDefault(batchSize);
    }

    Use use() {
        return use;
    }

    String outputColumn() {
        return getOrDefault(outputCol);
    }

    AnswerColumn<O> column() {
        return column;
    }

    /** Returns the model that is asked for, as it is set. */
    ModelRequest request() {
        Map<String, String> given = new LinkedHashMap<>();
        arguments.forEach((name, param) -> value(param).ifPresent(value -> given.put(name, value)));
        return new ModelRequest(use, value(model).orElseGet(this::noModel), given);
    }

    private String noModel() {
        throw new IllegalArgumentException("model: none is set. Name one, setModel(\""
                + (use == Use.DETECT ? "yolov5n" : "inceptionnext_tiny") + "\"); all: inx models");
    }

    private Optional<String> value(Param<String> param) {
        return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
    }
}
