package org.inceptionnext.network;

import java.util.List;

/**
 * How images are normalised before a network: {@code (x - mean) / std} for each channel, {@code x} from 0 to 1.
 *
 * @param mean of each channel
 * @param std of each channel, above 0
 */
public record InputNormalization(List<Double> mean, List<Double> std) {

    /** Checks and copies. */
    public InputNormalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != std.size() || std.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException(
                    "needs a mean and a std above 0 for each channel, but has " + mean + " and " + std);
        }
    }

    /** Returns {@code the normalisation (x - [..]) / [..]}, as messages name it. */
    @Override
    public String toString() {
        return "the normalisation (x - " + mean + ") / " + std;
    }
}
