"""What the pictures of a folder show, in PySpark: examples/spark/run python FOLDER."""

import sys

from pyspark.sql import DataFrame, SparkSession


def classify(spark: SparkSession, pictures: DataFrame) -> DataFrame:
    """Adds the columns prediction and error, through the API of the JVM."""
    try:
        jvm = spark._jvm
    except Exception as e:
        raise SystemExit(
            "Spark Connect has no JVM to call: run this with spark-submit on a classic session, without --remote") from e
    classifier = jvm.org.inceptionnext.spark.PictureClassifier().setModel("inceptionnext_zepto").setTopK(3)
    return DataFrame(classifier.transform(pictures._jdf), spark)


def main() -> None:
    spark = SparkSession.builder.appName("classify pictures").getOrCreate()
    pictures = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(sys.argv[1])
    rows = (classify(spark, pictures)
            .select("path", "prediction.className", "prediction.probability", "error").orderBy("path").collect())
    for row in rows:
        print(row.path, row.className, row.probability, row.error, sep="\t")
    spark.stop()


if __name__ == "__main__":
    main()
