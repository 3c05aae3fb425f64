package org.inceptionnext.vision.augment;

import java.util.random.RandomGenerator;

/** The symmetric beta distribution, by two gamma variates (Marsaglia and Tsang, 2000). */
final class Beta {
    private Beta() {}

    static double draw(double alpha, RandomGenerator random) {
        double a = gamma(alpha, random);
        double b = gamma(alpha, random);
        // Of a tiny alpha both may be 0 in double precision.
        return a + b > 0 ? a / (a + b) : 0.5;
    }

    private static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            boolean accepted = v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v);
            if (accepted) {
                return d * v;
            }
        }
    }
}
