package org.inceptionnext.vision.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.Pixels;

/**
 * A few random changes of a random level: RandAugment (Cubuk et al., <a href="https://arxiv.org/abs/1909.13719">arXiv
 * 1909.13719</a>) as timm makes it, each of the chosen ones applied with a probability.
 *
 * @param layers how many changes are chosen, with repetition; timm's {@code n}
 * @param magnitude the level's mean, 0 to 10; timm's {@code m}
 * @param deviation the level's standard deviation, 0 for a fixed one; timm's {@code mstd}
 * @param probability of each chosen change; timm's {@code p}
 * @param increasing whether a higher level always changes more; timm's {@code inc1}
 */
public record RandAugment(int layers, double magnitude, double deviation, double probability, boolean increasing) {
    /** timm's {@code rand-m9-mstd0.5-inc1}, which the published recipes use. */
    public static final RandAugment M9_MSTD05_INC1 = new RandAugment(2, 9, 0.5, 0.5, true);

    private static final double MAX_LEVEL = 10;

    /**
     * One change.
     *
     * @param operation which
     * @param argument what its level means
     * @param filter between pixels
     */
    public record Step(RandAugmentOperation operation, double argument, Interpolation filter) {}

    /** Draws the changes of one picture: those that are to be applied, in their order. */
    public List<Step> draw(RandomGenerator random) {
        RandAugmentOperation[] all = RandAugmentOperation.values();
        int[] chosen = random.ints(layers, 0, all.length).toArray();
        List<Step> steps = new ArrayList<>();
        for (int choice : chosen) {
            if (random.nextDouble() <= probability) {
                double level = deviation > 0 ? random.nextGaussian(magnitude, deviation) : magnitude;
                double allowed = Math.max(0, Math.min(level, MAX_LEVEL));
                double argument = all[choice].argument(allowed, random.nextDouble() > 0.5, increasing);
                Interpolation filter = random.nextBoolean() ? Interpolation.BICUBIC : Interpolation.BILINEAR;
                steps.add(new Step(all[choice], argument, filter));
            }
        }
        return steps;
    }

    /**
     * Returns the picture after the changes, in their order.
     *
     * @param fill R, G, B of what comes from outside the picture; timm takes the mean that the network is given, times 255
     */
    public static Pixels apply(Pixels picture, List<Step> steps, byte[] fill) {
        Pixels changed = picture;
        for (Step step : steps) {
            changed = step.operation().apply(changed, step.argument(), step.filter(), fill);
        }
        return changed;
    }
}
