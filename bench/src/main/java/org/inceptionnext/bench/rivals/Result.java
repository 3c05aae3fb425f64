package org.inceptionnext.bench.rivals;

import java.util.Arrays;

/**
 * What one contender did in one case.
 *
 * @param scenario the case
 * @param contender who
 * @param version of what ran the network
 * @param millisPerImage of each alternation
 * @param latencies of all predictions, in milliseconds
 * @param difference from the reference, relative to its length
 * @param peakResidentMiB of the process
 */
record Result(
        Scenario scenario,
        Contender contender,
        String version,
        double[] millisPerImage,
        double[] latencies,
        double difference,
        long peakResidentMiB) {

    double median() {
        return Medians.median(millisPerImage);
    }

    double latency(double quantile) {
        return Medians.quantile(quantile, latencies);
    }

    /** Returns how many times as long as this the other took: the median of the alternations' ratios. */
    double speedUpOver(Result other) {
        double[] ratios = new double[millisPerImage.length];
        Arrays.setAll(ratios, i -> other.millisPerImage[i] / millisPerImage[i]);
        return Medians.median(ratios);
    }
}
