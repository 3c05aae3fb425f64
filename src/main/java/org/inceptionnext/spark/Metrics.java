package org.inceptionnext.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;
import org.inceptionnext.djl.pictures.PictureResults.Times;

/** What Spark's web pages show of each stage. A task that runs twice counts twice there, as with every accumulator. */
record Metrics(
        LongAccumulator pictures, LongAccumulator errors, LongAccumulator decodeMillis, LongAccumulator networkMillis)
        implements Serializable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    static Metrics in(SparkContext context) {
        return new Metrics(
                context.longAccumulator("pictures"),
                context.longAccumulator("pictures that failed"),
                context.longAccumulator("ms reading and decoding"),
                context.longAccumulator("ms waiting for the network"));
    }

    void picture() {
        pictures.add(1L);
    }

    void error() {
        errors.add(1L);
    }

    void times(Times times) {
        decodeMillis.add(times.readingNanos() / NANOS_PER_MILLI);
        networkMillis.add(times.networkNanos() / NANOS_PER_MILLI);
    }
}
