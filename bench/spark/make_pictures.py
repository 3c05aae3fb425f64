"""Makes the table that the measurements read: every picture of a folder, again and again under other names.

usage: make_pictures.py FOLDER COUNT OUTPUT.parquet   (a script for spark-submit)
"""

import pathlib
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

folder, count, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
spark = SparkSession.builder.appName("make pictures").getOrCreate()
files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".jpg", ".png"))
pictures = spark.createDataFrame(
    [(i, str(p.relative_to(folder)), bytearray(p.read_bytes())) for i, p in enumerate(files)],
    "number long, name string, content binary")
rows = spark.range(0, count, 1, int(sys.argv[4]) if len(sys.argv) > 4 else 50).select(
    F.format_string("%08d", "id").alias("path"), (F.col("id") % len(files)).alias("number"))
rows.join(F.broadcast(pictures), "number").select("path", "name", "content").write.mode("overwrite").parquet(output)
print(f"{count} rows of {len(files)} pictures in {output}")
spark.stop()
