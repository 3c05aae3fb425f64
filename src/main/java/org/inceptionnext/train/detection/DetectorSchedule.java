package org.inceptionnext.train.detection;

import java.util.List;

/**
 * How fast a detector learns when: YOLOv5's schedule, iteration by iteration.
 *
 * <p>In the warm-up, which has at least a hundred iterations, rates, momentum and accumulation go in straight lines from their
 * beginnings to where they would be without it. The rest of the epoch that it ends in keeps
 * the rate that it ended with; behind that each epoch learns at the rate of the one before it.
 *
 * @param rates of the groups over time
 * @param warmup how it begins
 * @param length of the run
 */
public record DetectorSchedule(Rates rates, Warmup warmup, Length length) {
    private static final int LEAST_WARMUP = 100;

    /** The rate's shape between its two ends. */
    public enum Shape {
        /** A straight line. */
        LINEAR,
        /** Half a cosine: slow at both ends. */
        COSINE
    }

    /**
     * @param first the rate at first
     * @param lastShare the last rate as a share of it
     * @param shape what lies between
     */
    public record Rates(double first, double lastShare, Shape shape) {}

    /**
     * @param epochs how long it is
     * @param biasRate where the rate of biases begins; that of all else begins at 0
     * @param firstMomentum where the momentum begins
     * @param momentum where it ends
     */
    public record Warmup(double epochs, double biasRate, double firstMomentum, double momentum) {}

    /**
     * @param epochs how many
     * @param batches how many an epoch has
     * @param batchSize how many pictures each has
     * @param nominalBatch how many pictures make a step, about
     */
    public record Length(int epochs, int batches, int batchSize, int nominalBatch) {

        /** Returns how many batches make a step, behind the warm-up. */
        public int accumulate() {
            return (int) Math.max(Math.rint((double) nominalBatch / batchSize), 1);
        }
    }

    /**
     * What holds for one batch.
     *
     * @param rate of most parameters
     * @param biasRate of the biases that jump
     * @param momentum of the optimizer
     * @param accumulate a step is taken when this many batches have come since the last
     */
    public record Moment(double rate, double biasRate, double momentum, int accumulate) {}

    /** Returns the number of iterations in the warm-up; the one of that number is its last. */
    public long warmupIterations() {
        return warmup.epochs() == 0 ? -1 : Math.max(Math.round(warmup.epochs() * length.batches()), LEAST_WARMUP);
    }

    /**
     * Returns what holds for a batch.
     *
     * @param epoch counted from 0
     * @param batch counted from 0 in its epoch
     */
    public Moment at(int epoch, int batch) {
        long iteration = (long) epoch * length.batches() + batch;
        long end = warmupIterations();
        if (iteration > end) {
            boolean endsHere = end >= (long) epoch * length.batches();
            double rate = rates.first() * factor(endsHere ? epoch : Math.max(epoch - 1, 0));
            return new Moment(rate, rate, warmup.momentum(), length.accumulate());
        }
        double share = (double) iteration / end;
        double aim = rates.first() * factor(epoch);
        double batches = 1 + share * ((double) length.nominalBatch() / length.batchSize() - 1);
        return new Moment(
                aim * share,
                warmup.biasRate() + share * (aim - warmup.biasRate()),
                warmup.firstMomentum() + share * (warmup.momentum() - warmup.firstMomentum()),
                (int) Math.max(1, Math.rint(batches)));
    }

    /** Returns the share of the first rate at which an epoch is to learn. */
    public double factor(int epoch) {
        double done = (double) epoch / length.epochs();
        double left = rates.shape() == Shape.LINEAR ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
        return left * (1 - rates.lastShare()) + rates.lastShare();
    }

    /** Returns the weight decay that a step of this many pictures takes, from that of a nominal one. */
    public double scaledDecay(double decay) {
        return decay * length.batchSize() * length.accumulate() / length.nominalBatch();
    }

    /** Returns the rates of groups at a moment, in their order. */
    public static List<Double> rates(List<DetectorGroup> groups, Moment moment) {
        return groups.stream()
                .map(group -> group.parameters().rateFactor() * (group.jumps() ? moment.biasRate() : moment.rate()))
                .toList();
    }
}
