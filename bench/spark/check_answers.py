"""Compares a job's answers with those of inx classify --json, picture by picture.

usage: check_answers.py ANSWERS.parquet PICTURES.parquet INX.jsonl FOLDER COUNT   (a script for spark-submit)
Fails unless each picture has one row, none an error, and each class and probability is inx's: the same classes in the
same order unless their probabilities are within 2e-6 of each other, and probabilities within 2e-6.
"""

import json
import os
import sys

from pyspark.sql import SparkSession

answers, pictures, inx, folder, count = sys.argv[1:5] + [int(sys.argv[5])]
TOLERANCE = 2e-6
expected = {}
with open(inx, encoding="utf-8") as lines:
    for line in lines:
        one = json.loads(line)
        expected[os.path.relpath(one["file"], folder)] = {c["className"]: c["probability"] for c in one["classes"]}
spark = SparkSession.builder.appName("check answers").getOrCreate()
rows = spark.read.parquet(answers).alias("a").join(spark.read.parquet(pictures).select("path", "name"), "path")
total, names, failed, wrong, largest = 0, set(), 0, 0, 0.0
for row in rows.select("path", "name", "prediction.classes", "error").toLocalIterator():
    total += 1
    names.add(row.path)
    if row.error is not None:
        failed += 1
        continue
    want = expected[row.name]
    for c, w in zip(row.classes, sorted(want.values(), reverse=True)):
        # Another class in this place must be as probable; float32 in JSON is good for 6e-8.
        difference = max(abs(c.probability - w), abs(c.probability - want.get(c.className, -1)))
        largest = max(largest, difference)
        wrong += difference > TOLERANCE
print(f"rows {total}, pictures {len(names)}, failed {failed}, wrong {wrong}, largest difference {largest:.2e}")
spark.stop()
sys.exit(0 if (total, len(names), failed, wrong) == (count, count, 0, 0) else 1)
