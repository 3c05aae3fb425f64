package org.inceptionnext.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * Spark Connect, whose client has a {@code Dataset} without partitions and runs none of our code. The client may lack the classes of a
 * classic session, so they are known by name.
 */
final class Connect {
    private static final String CLASSIC = "org.apache.spark.sql.classic.";
    private static final String REFUSAL = "is Spark Connect's, which cannot run a Transformer of this jar."
            + " Use a classic session: spark-submit, or --master without --remote, without SPARK_REMOTE and without"
            + " spark.api.mode=connect";

    private Connect() {}

    static void refuse(Dataset<?> dataset) {
        refuse(dataset, "Dataset");
    }

    static void refuse(SparkSession session) {
        refuse(session, "SparkSession");
    }

    private static void refuse(Object given, String name) {
        for (Class<?> type = given.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(CLASSIC + name)) {
                return;
            }
        }
        throw new UnsupportedOperationException(given.getClass().getName() + " " + REFUSAL);
    }
}
