package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.inceptionnext.djl.ArgumentException;
import org.inceptionnext.testing.PicturesGolden;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Vectors, boxes, SQL, streams. */
@Tag("spark")
class OtherAnswersTest {
    private static final String ZEPTO = "inceptionnext_zepto";

    @TempDir
    Path folder;

    private static Dataset<Row> files(Path... files) {
        String[] names = new String[files.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = files[i].toString();
        }
        return LocalSpark.session().read().format("binaryFile").load(names);
    }

    @Test
    void embeddingIsTheNetworksToTheLastBit() throws Exception {
        Row row = new PictureEmbedder()
                .setModel(ZEPTO)
                .setBatchSize(1)
                .transform(files(BadPictures.CAT))
                .head();
        Criteria<Path, float[]> criteria = Criteria.builder()
                .setTypes(Path.class, float[].class)
                .optGroupId("org.inceptionnext")
                .optArtifactId(ZEPTO)
                .build();
        try (ZooModel<Path, float[]> model = criteria.loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            List<Float> expected = new ArrayList<>();
            for (float number : predictor.predict(BadPictures.CAT)) {
                expected.add(number);
            }
            assertThat(row.<Float>getList(row.fieldIndex("embedding"))).isEqualTo(expected);
        }
    }

    @Test
    void boxesAreThoseOfDjlsPredictorInPixels() throws Exception {
        Path weights = PicturesGolden.temporaryWeights("spark.safetensors");
        Path picture = PicturesGolden.read().pictures().get(0).file();
        LocalSpark.session().sparkContext().addFile(weights.toString());
        PictureDetector detector = new PictureDetector()
                .setModel("yolov5_inceptionnext_pico")
                .setWeights("spark.safetensors")
                .setThreshold(.1)
                .setMaxDetections(20)
                .setBatchSize(1);
        Row row = detector.transform(files(picture)).head();
        Criteria<Path, Detections> criteria = Criteria.builder()
                .setTypes(Path.class, Detections.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId("yolov5_inceptionnext_pico")
                .optArgument("weights", weights)
                .optArgument("threshold", .1)
                .optArgument("maxDetections", 20)
                .build();
        try (ZooModel<Path, Detections> model = criteria.loadModel();
                Predictor<Path, Detections> predictor = model.newPredictor()) {
            Detections expected = predictor.predict(picture);
            Row found = row.getAs("detections");
            assertThat(found.getInt(0)).isEqualTo(expected.width());
            assertThat(found.getInt(1)).isEqualTo(expected.height());
            List<Row> objects = found.getList(2);
            assertThat(objects).hasSize(expected.detections().size()).isNotEmpty();
            for (int i = 0; i < objects.size(); i++) {
                Detection detection = expected.detections().get(i);
                assertThat(objects.get(i).getString(0)).isEqualTo(expected.className(detection));
                assertThat(objects.get(i).getFloat(2)).isEqualTo(detection.score());
                assertThat(objects.get(i).getFloat(3)).isEqualTo(detection.box().x1());
                assertThat(objects.get(i).getFloat(6)).isEqualTo(detection.box().y2());
            }
        }
        assertThatThrownBy(() -> new PictureDetector()
                        .setModel("yolov5_inceptionnext_pico")
                        .transform(files(picture)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Give weights=FILE");
    }

    /** What no picture is to blame for must not become as many error rows as there are pictures. */
    @Test
    void modelThatCannotBeLoadedFailsTheJob() {
        PictureClassifier classifier = new PictureClassifier()
                .setModel(ZEPTO)
                .setWeights(folder.resolve("none.pth").toString());
        assertThatThrownBy(() -> classifier.transform(files(BadPictures.CAT)).collectAsList())
                .hasStackTraceContaining("none.pth")
                .isInstanceOf(SparkException.class);
    }

    @Test
    void functionsOfSql() throws Exception {
        PictureFunctions.register(LocalSpark.session());
        PictureFunctions.register(
                LocalSpark.session(),
                "two_classes",
                new PictureClassifier().setModel(ZEPTO).setTopK(2));
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        files(BadPictures.CAT, broken).createOrReplaceTempView("pictures");
        List<Row> rows = LocalSpark.session()
                .sql("SELECT p.prediction.className, p.error FROM (SELECT path, inx_classify(content, '" + ZEPTO
                        + "') p FROM pictures) ORDER BY path")
                .collectAsList();
        assertThat(rows).hasSize(2);
        assertThat(rows).anyMatch(row -> row.isNullAt(1) && row.getString(0).equals("cat"));
        assertThat(rows).anyMatch(row -> row.isNullAt(0) && !row.isNullAt(1));
        assertThat(LocalSpark.session()
                        .sql(
                                "SELECT size(two_classes(path).prediction.classes) FROM pictures WHERE path LIKE '%cat.png'")
                        .head()
                        .getInt(0))
                .isEqualTo(2);
        assertThat(LocalSpark.session()
                        .sql("SELECT size(inx_embed(content, '" + ZEPTO
                                + "').embedding) > 10 FROM pictures WHERE path LIKE '%cat.png'")
                        .head()
                        .getBoolean(0))
                .isTrue();
        assertThatThrownBy(() -> LocalSpark.session()
                        .sql("SELECT inx_classify(content, 'nobody') FROM pictures")
                        .collectAsList())
                .hasStackTraceContaining("ArgumentException: argument model");
    }

    @Test
    void streamIsAnsweredAsItComes() throws Exception {
        String source = folder.resolve("source").toString();
        files(BadPictures.CAT, BadPictures.BIRD)
                .select("path", "content")
                .write()
                .parquet(source);
        Dataset<Row> stream = LocalSpark.session()
                .readStream()
                .schema("path string, content binary")
                .parquet(source);
        StreamingQuery query = new PictureClassifier()
                .setModel(ZEPTO)
                .transform(stream)
                .writeStream()
                .format("memory")
                .queryName("answers")
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        assertThat(LocalSpark.session()
                        .sql("SELECT prediction.className FROM answers WHERE error IS NULL")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("cat", "bird");
    }

    @Test
    void stageShowsHowManyPicturesFailedAndWhereTheTimeWent() throws Exception {
        Map<String, Object> shown = new ConcurrentHashMap<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onStageCompleted(SparkListenerStageCompleted stage) {
                CollectionConverters.asJava(stage.stageInfo().accumulables().values())
                        .forEach(value -> shown.put(
                                value.name().get().toString(), value.value().get()));
            }
        };
        SparkContext context = LocalSpark.session().sparkContext();
        context.addSparkListener(listener);
        try {
            Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
            new PictureClassifier()
                    .setModel(ZEPTO)
                    .transform(files(BadPictures.CAT, BadPictures.BIRD, broken))
                    .collectAsList();
            context.listenerBus().waitUntilEmpty();
        } finally {
            context.removeSparkListener(listener);
        }
        assertThat(shown).containsEntry("pictures", 3L).containsEntry("pictures that failed", 1L);
        assertThat((Long) shown.get("ms reading and decoding")).isPositive();
        assertThat((Long) shown.get("ms waiting for the network")).isPositive();
    }

    @Test
    void modelIsSharedAndClosedWhenNoTaskUsesIt() throws Exception {
        new PictureClassifier()
                .setModel(ZEPTO)
                .transform(files(BadPictures.CAT, BadPictures.BIRD).repartition(2))
                .collectAsList();
        SharedModels.closeIdle();
        assertThat(SharedModels.loaded()).isZero();
        new PictureClassifier()
                .setModel(ZEPTO)
                .transform(files(BadPictures.CAT, BadPictures.BIRD).repartition(2))
                .collectAsList();
        assertThat(SharedModels.loaded()).isEqualTo(1);
    }
}
