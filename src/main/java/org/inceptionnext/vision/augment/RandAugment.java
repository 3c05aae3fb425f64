package org.inceptionnext.vision.augment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern SETTING = Pattern.compile("(m|n|mstd|p|inc)([0-9]+(?:\\.[0-9]+)?)");
    private static final int MOST_LAYERS = 15;

    /**
     * Reads timm's way to write it: {@code rand}, and then in any order {@code m} (magnitude, 0 to 10, 10 unless it is given), {@code n} (layers,
     * 2), {@code mstd} (deviation, 0), {@code p} (probability, 0.5) and {@code inc} (0 or 1, 0), such as {@code rand-m9-mstd0.5-inc1}.
     *
     * @throws IllegalArgumentException if it is something else; the message says what is allowed
     */
    public static RandAugment parse(String text) {
        Map<String, Double> settings = new HashMap<>(Map.of("m", 10.0, "n", 2.0, "mstd", 0.0, "p", 0.5, "inc", 0.0));
        String[] parts = text.split("-", -1);
        boolean allowed = parts[0].equals("rand");
        for (String part : List.of(parts).subList(1, parts.length)) {
            Matcher setting = SETTING.matcher(part);
            allowed &= setting.matches();
            if (allowed) {
                settings.put(setting.group(1), Double.parseDouble(setting.group(2)));
            }
        }
        RandAugment read = of(settings);
        double increasing = settings.getOrDefault("inc", 0.0);
        boolean whole = read.layers() == settings.getOrDefault("n", 0.0) && increasing <= 1 && increasing % 1 == 0;
        if (!allowed
                || !whole
                || read.layers() < 1
                || read.layers() > MOST_LAYERS
                || read.magnitude() > MAX_LEVEL
                || read.probability() > 1) {
            throw new IllegalArgumentException(
                    "or as timm writes it, such as rand-m9-n2-mstd0.5-p0.5-inc1: m 0 to 10, n 1 to " + MOST_LAYERS
                            + ", mstd, p 0 to 1, inc 0 or 1");
        }
        return read;
    }

    private static RandAugment of(Map<String, Double> settings) {
        return new RandAugment(
                settings.getOrDefault("n", 0.0).intValue(),
                settings.getOrDefault("m", 0.0),
                settings.getOrDefault("mstd", 0.0),
                settings.getOrDefault("p", 0.0),
                settings.getOrDefault("inc", 0.0) == 1);
    }

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
