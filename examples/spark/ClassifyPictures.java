import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.inceptionnext.spark.PictureClassifier;

/** What the pictures of a folder show, in Java: {@code examples/spark/run java FOLDER}. */
public final class ClassifyPictures {
    private ClassifyPictures() {}

    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder().appName("classify pictures").getOrCreate();
        for (Row row : classify(spark, arguments[0])) {
            System.out.println(row.getString(0) + "\t" + row.get(1) + "\t" + row.get(2) + "\t" + row.get(3));
        }
        spark.stop();
    }

    /** Returns for each picture its path, the best class, its probability, and why there is none. */
    static List<Row> classify(SparkSession spark, String folder) {
        Dataset<Row> pictures = spark.read().format("binaryFile").option("recursiveFileLookup", true).load(folder);
        return new PictureClassifier()
                .setModel("inceptionnext_zepto")
                .setTopK(3)
                .transform(pictures)
                .select("path", "prediction.className", "prediction.probability", "error")
                .orderBy("path")
                .collectAsList();
    }
}
