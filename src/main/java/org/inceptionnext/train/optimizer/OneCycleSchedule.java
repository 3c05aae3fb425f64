package org.inceptionnext.train.optimizer;

/**
 * Up and down once by halves of cosines, PyTorch's {@code OneCycleLR} (Smith and Topin, <a
 * href="https://arxiv.org/abs/1708.07120">arXiv 1708.07120</a>).
 *
 * @param rate the largest rate
 * @param steps how many steps there are in all
 * @param rising the share of them in which the rate rises
 * @param startDivisor by how much the first rate is smaller than the largest
 * @param endDivisor by how much the last rate is smaller than the first
 * @param stepsPerUnit how many steps a unit of time has: 1 where time is counted in steps
 */
public record OneCycleSchedule(
        double rate, long steps, double rising, double startDivisor, double endDivisor, double stepsPerUnit)
        implements Schedule {

    @Override
    public double rate(double time) {
        double step = time * stepsPerUnit;
        double first = rate / startDivisor;
        double last = first / endDivisor;
        double top = rising * steps - 1;
        double end = steps - 1.0;
        if (step <= top) {
            return between(first, rate, step / top);
        }
        return between(rate, last, Math.min(1, (step - top) / (end - top)));
    }

    private static double between(double from, double to, double share) {
        return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
    }
}
