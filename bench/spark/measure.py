"""Measures what bench/spark/simulate.py calculates with, on a machine that does nothing else.

usage: spark-submit --jars JAR --master local[N] measure.py MODEL WEIGHTS|- PICTURES.parquet OUT.csv
Appends lines (date, cores, what, model, value, unit). WEIGHTS "-" takes the model's own.
"""

import datetime
import os
import sys
import tempfile
import time

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

model, weights, pictures, out = sys.argv[1:5]
spark = SparkSession.builder.appName("measure").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("WARN")
cores = spark.sparkContext.defaultParallelism
lines = []


def note(what: str, value: float, unit: str) -> None:
    lines.append(f"{datetime.date.today()},{cores},{what},{model},{value:.6g},{unit}")
    print(lines[-1], flush=True)


def seconds(work) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def best(work, times: int = 3) -> float:
    return min(seconds(work) for _ in range(times))


# What a task costs the driver: many that do nothing, after some that warm it up.
context = spark.sparkContext
tasks = 4000
rdd = context._jsc.parallelize(context._jvm.java.util.Collections.nCopies(tasks, 1), tasks)
rdd.count()
note("task", best(rdd.count) / tasks * cores, "core-s a task")

# What it costs to get at the bytes: many small files, and the same in Parquet.
table = spark.read.parquet(pictures).limit(10_000).cache()
count = table.count()
folder = tempfile.mkdtemp()
for row in table.toLocalIterator():
    with open(os.path.join(folder, row.path + ".jpg"), "wb") as file:
        file.write(row.content)
length = F.sum(F.length("content"))
note("binaryFile", best(lambda: spark.read.format("binaryFile").load(folder).agg(length).collect()) * cores / count,
     "core-s a picture")
note("parquet", best(lambda: spark.read.parquet(pictures).limit(count).agg(length).collect()) * cores / count,
     "core-s a picture")


def answered(frame: DataFrame) -> DataFrame:
    classifier = spark._jvm.org.inceptionnext.spark.PictureClassifier().setModel(model)
    if weights != "-":
        classifier = classifier.setWeights(weights)
    return DataFrame(classifier.transform(frame._jdf), spark).select("prediction.className", "error")


# The first picture pays for PyTorch's library and the model, the others for themselves.
few, many = 64 * cores, min(count, int(os.environ.get("MANY", "2000")))
one = spark.read.parquet(pictures).limit(1)
note("start", seconds(lambda: answered(one).collect()), "s an executor")
rows = table.limit(many).repartition(cores).cache()
rows.count()
start = table.limit(few).repartition(cores).cache()
start.count()


def run(frame: DataFrame) -> None:
    failed = answered(frame).filter("error IS NOT NULL").count()
    if failed:
        raise SystemExit(f"{failed} pictures failed")


run(start)
note("network", (best(lambda: run(rows)) - best(lambda: run(start))) / (many - few) * cores, "core-s a picture")
new = not os.path.exists(out)
with open(out, "a", encoding="utf-8") as file:
    if new:
        file.write("date,cores,what,model,value,unit\n")
    file.write("\n".join(lines) + "\n")
spark.stop()
