package org.inceptionnext.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One small Spark for all tests of the process. */
final class LocalSpark {
    private LocalSpark() {}

    private static final class Session {
        private static final SparkSession SHARED = start();
    }

    static SparkSession session() {
        return Session.SHARED;
    }

    private static SparkSession start() {
        System.setProperty("org.slf4j.simpleLogger.log.org.apache", "off");
        try {
            Path folder = Files.createTempDirectory("spark");
            SparkSession session = SparkSession.builder()
                    .master("local[2]")
                    .appName("tests")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.shuffle.partitions", 2)
                    .config(
                            "spark.sql.warehouse.dir",
                            folder.resolve("warehouse").toString())
                    .config("spark.local.dir", folder.resolve("local").toString())
                    .getOrCreate();
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
