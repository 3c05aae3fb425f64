package org.inceptionnext.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/** Spark Connect, whose client has a {@code Dataset} without partitions and runs none of our code. */
final class Connect {
    private static final String REFUSAL = "is Spark Connect's, which cannot run a Transformer of this jar."
            + " Use a classic session: spark-submit, or --master without --remote and without SPARK_REMOTE";

    private Connect() {}

    static void refuse(Dataset<?> dataset) {
        if (!(dataset instanceof org.apache.spark.sql.classic.Dataset)) {
            throw new UnsupportedOperationException(dataset.getClass().getName() + " " + REFUSAL);
        }
    }

    static void refuse(SparkSession session) {
        if (!(session instanceof org.apache.spark.sql.classic.SparkSession)) {
            throw new UnsupportedOperationException(session.getClass().getName() + " " + REFUSAL);
        }
    }
}
