package org.inceptionnext.train.optimizer;

/**
 * Half a cosine after a linear warm-up, timm's {@code CosineLRScheduler} with one cycle (Loshchilov and Hutter, <a
 * href="https://arxiv.org/abs/1608.03983">arXiv 1608.03983</a>).
 *
 * @param rate the largest rate
 * @param least the rate at the end and after it
 * @param length how long the cosine is
 * @param warmup the rate's way up before
 */
public record CosineSchedule(double rate, double least, double length, Warmup warmup) implements Schedule {

    /**
     * The way up.
     *
     * @param length how long it is; 0 for none
     * @param first the rate at its begin
     * @param shifts whether the cosine begins after it (timm's {@code warmup_prefix}); otherwise it has begun at 0 and the
     *     largest rate is never reached
     */
    public record Warmup(double length, double first, boolean shifts) {
        /** None. */
        public static final Warmup NONE = new Warmup(0, 0, true);
    }

    @Override
    public double rate(double time) {
        if (time < warmup.length()) {
            return warmup.first() + time * ((rate - warmup.first()) / warmup.length());
        }
        double since = warmup.shifts() ? time - warmup.length() : time;
        if (since >= length) {
            return least;
        }
        return least + 0.5 * (rate - least) * (1 + Math.cos(Math.PI * since / length));
    }
}
