package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.inceptionnext.djl.ArgumentException;
import org.inceptionnext.registry.UnknownModelException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class PictureClassifierTest {
    private static final String ZEPTO = "inceptionnext_zepto";
    private static final StructType BYTES =
            new StructType().add("name", DataTypes.StringType).add("content", DataTypes.BinaryType);

    @TempDir
    Path folder;

    private static PictureClassifier zepto() {
        return new PictureClassifier().setModel(ZEPTO).setTopK(10);
    }

    private static List<Path> birds() throws Exception {
        try (Stream<Path> files = Files.list(BadPictures.BIRDS)) {
            return files.sorted().toList();
        }
    }

    private static Dataset<Row> bytes(List<Row> rows) {
        return LocalSpark.session().createDataFrame(rows, BYTES);
    }

    /** The answers of DJL's own predictor, one picture after the other. */
    private static Map<String, Classifications> alone(List<Path> files) throws Exception {
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId(ZEPTO)
                .build();
        Map<String, Classifications> answers = new HashMap<>();
        try (ZooModel<Path, Classifications> model = criteria.loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            for (Path file : files) {
                answers.put(file.getFileName().toString(), predictor.predict(file));
            }
        }
        return answers;
    }

    private static Classifications answer(Map<String, Classifications> answers, String file) {
        return Objects.requireNonNull(answers.get(file.replaceAll(".*/", "")));
    }

    private static List<Double> probabilities(Row prediction) {
        return prediction.<Row>getList(2).stream().map(row -> row.getDouble(1)).toList();
    }

    private static List<Double> probabilities(Classifications answer) {
        return answer.<Classifications.Classification>topK(10).stream()
                .map(Classifications.Classification::getProbability)
                .toList();
    }

    /** One after the other, so that no batch moves the last digits: then nothing else may either. */
    @Test
    void answersAreThoseOfOnePictureAfterTheOtherToTheLastBit() throws Exception {
        Map<String, Classifications> expected = alone(birds());
        List<Row> rows = zepto().setBatchSize(1)
                .transform(LocalSpark.session()
                        .read()
                        .format("binaryFile")
                        .load(BadPictures.BIRDS.toString())
                        .coalesce(1))
                .collectAsList();
        assertThat(rows).hasSize(expected.size()).isNotEmpty();
        for (Row row : rows) {
            Classifications answer = answer(expected, row.getAs("path"));
            Row prediction = row.getAs("prediction");
            assertThat(probabilities(prediction)).isEqualTo(probabilities(answer));
            assertThat(prediction.getString(0)).isEqualTo(answer.best().getClassName());
            assertThat(row.<String>getAs("error")).isNull();
        }
    }

    /** The tolerance is the issue's: 2e-6, since batches move the last digits. */
    @Test
    void pathsBytesAndParquetGiveTheSameAnswers() throws Exception {
        List<Path> files = new ArrayList<>(birds());
        files.add(BadPictures.CAT);
        Map<String, Classifications> expected = alone(files);
        List<Row> content = new ArrayList<>();
        List<Row> paths = new ArrayList<>();
        for (Path file : files) {
            content.add(RowFactory.create(file.getFileName().toString(), Files.readAllBytes(file)));
            paths.add(RowFactory.create(file.toAbsolutePath().toUri().toString()));
        }
        String parquet = folder.resolve("parquet").toString();
        bytes(content).repartition(3).write().parquet(parquet);
        check(zepto().transform(LocalSpark.session().read().parquet(parquet)), "name", expected);
        check(
                zepto().setInputCol("file")
                        .transform(LocalSpark.session()
                                .createDataFrame(paths, new StructType().add("file", DataTypes.StringType))),
                "file",
                expected);
    }

    private static void check(Dataset<Row> answered, String name, Map<String, Classifications> expected) {
        List<Row> rows = answered.collectAsList();
        assertThat(rows).hasSize(expected.size());
        double largest = 0;
        for (Row row : rows) {
            String file = row.getAs(name);
            List<Double> found = probabilities(row.<Row>getAs("prediction"));
            List<Double> wanted = probabilities(answer(expected, file));
            for (int i = 0; i < wanted.size(); i++) {
                largest = Math.max(largest, Math.abs(found.get(i) - wanted.get(i)));
            }
        }
        System.out.println("classes of " + name + ": largest difference " + largest);
        assertThat(largest).isLessThanOrEqualTo(2e-6);
    }

    /** Spark decodes PNG without loss; its pixels are blue, green, red. */
    @Test
    void structOfSparksImageSourceIsAPicture() throws Exception {
        Dataset<Row> images = LocalSpark.session().read().format("image").load(BadPictures.CAT.toString());
        Row row = zepto().setBatchSize(1).setInputCol("image").transform(images).head();
        assertThat(probabilities(row.<Row>getAs("prediction")))
                .isEqualTo(probabilities(
                        alone(List.of(BadPictures.CAT)).values().iterator().next()));
    }

    @Test
    void badPicturesHaveAnErrorAndTheOthersAnAnswer() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, byte[]> bad : BadPictures.all().entrySet()) {
            rows.add(RowFactory.create(bad.getKey(), bad.getValue()));
            rows.add(RowFactory.create("good", Files.readAllBytes(BadPictures.CAT)));
        }
        rows.add(RowFactory.create("null", null));
        List<Row> answered =
                zepto().setBatchSize(3).transform(bytes(rows).coalesce(1)).collectAsList();
        assertThat(answered).hasSize(21);
        for (Row row : answered) {
            boolean isGood = row.getString(0).equals("good");
            assertThat(row.isNullAt(2)).as(row.getString(0)).isNotEqualTo(isGood);
            assertThat(row.isNullAt(3)).as(row.getString(0)).isEqualTo(isGood);
        }
        assertThat(answered.get(20).getString(3)).isEqualTo("no picture: content is null");
        assertThat(answered.get(0).getString(3)).contains("empty");
    }

    @Test
    void pathsThatLeadNowhereHaveAnError() {
        List<Row> paths = List.of(
                RowFactory.create("no such/file.png"),
                RowFactory.create(""),
                RowFactory.create("nosuchscheme://host/file.png"),
                RowFactory.create("docs"),
                RowFactory.create((Object) null));
        List<String> errors = zepto()
                .setInputCol("file")
                .transform(
                        LocalSpark.session().createDataFrame(paths, new StructType().add("file", DataTypes.StringType)))
                .collectAsList()
                .stream()
                .map(row -> row.<String>getAs("error"))
                .toList();
        assertThat(errors).hasSize(5).doesNotContainNull();
        assertThat(errors.get(0)).startsWith("no such file: ").contains("no such/file.png");
        assertThat(errors.get(2)).contains("nosuchscheme");
        assertThat(errors.get(4)).isEqualTo("no picture: file is null");
    }

    @Test
    void noRowsAndEmptyPartitionsAreFine() throws Exception {
        assertThat(zepto().transform(bytes(List.of())).collectAsList()).isEmpty();
        Dataset<Row> one = bytes(List.of(RowFactory.create("cat", Files.readAllBytes(BadPictures.CAT))));
        assertThat(zepto().transform(one.repartition(5)).collectAsList()).hasSize(1);
    }

    /** Of a long partition only as many rows are asked for as are wanted, and a batch. */
    @Test
    void limitReadsNoFurtherThanItMust() throws Exception {
        byte[] cat = Files.readAllBytes(BadPictures.CAT);
        var read = LocalSpark.session().sparkContext().longAccumulator("rows");
        Dataset<Row> many = LocalSpark.session()
                .range(0, 10_000, 1, 1)
                .map(
                        (org.apache.spark.api.java.function.MapFunction<Long, Row>) id -> {
                            read.add(1L);
                            return RowFactory.create("" + id, cat);
                        },
                        org.apache.spark.sql.Encoders.row(BYTES));
        assertThat(zepto().setBatchSize(4).transform(many).limit(6).collectAsList())
                .hasSize(6);
        assertThat(read.value()).isLessThanOrEqualTo(12);
    }

    @Test
    void schemaSaysWhatMayBeNull() {
        StructType schema = zepto().transformSchema(BYTES);
        assertThat(schema.fieldNames()).containsExactly("name", "content", "prediction", "error");
        assertThat(schema.apply("prediction").nullable()).isTrue();
        assertThat(schema.apply("error").nullable()).isTrue();
        assertThat(((StructType) schema.apply("prediction").dataType()).fields())
                .noneMatch(field -> field.nullable());
        assertThat(zepto().transform(bytes(List.of())).schema()).isEqualTo(schema);
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingRuns() {
        assertThatThrownBy(() ->
                        new PictureClassifier().setModel("inceptionnext_tinny").transformSchema(BYTES))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("inceptionnext_tiny")
                .hasCauseInstanceOf(UnknownModelException.class);
        assertThatThrownBy(() -> new PictureClassifier().setModel("yolov5n").transformSchema(BYTES))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("yolov5n is a detector; allowed here is a classifier");
        assertThatThrownBy(() -> zepto().setPreset("nobody").transformSchema(BYTES))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("preset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PictureClassifier().transformSchema(BYTES))
                .withMessageContaining("setModel(\"inceptionnext_tiny\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zepto().setInputCol("pixels").transformSchema(BYTES))
                .withMessageContaining("there is no column pixels; there are name, content");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zepto().transformSchema(new StructType().add("content", DataTypes.LongType)))
                .withMessageContaining("is of type bigint; allowed is binary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zepto().setOutputCol("Name").transformSchema(BYTES))
                .withMessageContaining("there is a column Name already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zepto().setErrorCol("prediction").transformSchema(BYTES))
                .withMessageContaining("errorCol");
    }

    @Test
    void everyArgumentOfTheModelIsAParameter() {
        assertThat(zepto().getParam("cropPct").doc()).contains("allowed: a number above 0, at most 1");
        assertThat(zepto().hasParam("threshold")).isFalse();
        assertThat(zepto().hasParam("trainParam")).isFalse();
        assertThat(zepto().explainParams()).contains("topK", "batchSize", "inputCol");
    }

    @Test
    void pipelineIsSavedAndLoaded() throws Exception {
        String place = folder.resolve("pipeline").toString();
        PictureClassifier classifier =
                zepto().setBatchSize(2).setOutputCol("shows").setErrorCol("why not");
        new Pipeline()
                .setStages(new PipelineStage[] {classifier})
                .fit(bytes(List.of()))
                .write()
                .save(place);
        Dataset<Row> cat = bytes(List.of(RowFactory.create("cat", Files.readAllBytes(BadPictures.CAT))));
        Row row = PipelineModel.load(place).transform(cat).head();
        assertThat(row.<Row>getAs("shows").getString(0)).isEqualTo("cat");
        assertThat(row.<String>getAs("why not")).isNull();
        String alone = folder.resolve("alone").toString();
        classifier.save(alone);
        PictureClassifier loaded = PictureClassifier.load(alone);
        assertThat(loaded.uid()).isEqualTo(classifier.uid());
        assertThat(loaded.explainParams()).isEqualTo(classifier.explainParams());
        assertThat(loaded.copy(org.apache.spark.ml.param.ParamMap.empty()).explainParams())
                .isEqualTo(classifier.explainParams());
    }
}
