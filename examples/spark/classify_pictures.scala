// What the pictures of a folder show, in Spark's shell: examples/spark/run scala FOLDER.
import org.apache.spark.sql.DataFrame
import org.inceptionnext.spark.PictureClassifier

// In braces: the shell takes a line for a whole sentence where it can.
def classify(folder: String): DataFrame = {
  new PictureClassifier()
    .setModel("inceptionnext_zepto")
    .setTopK(3)
    .transform(spark.read.format("binaryFile").option("recursiveFileLookup", true).load(folder))
    .select("path", "prediction.className", "prediction.probability", "error")
    .orderBy("path")
}

classify(spark.conf.get("spark.example.folder")).collect().foreach(row => println(row.mkString("\t")))
sys.exit(0)
