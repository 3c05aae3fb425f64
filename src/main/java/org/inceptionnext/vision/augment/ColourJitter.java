package org.inceptionnext.vision.augment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Pixels;

/**
 * Brightness, contrast and saturation by random factors in random order: torchvision's ColorJitter without hue.
 *
 * @param strength how far a factor may be from 1, at least 0; timm's recipes take 0.4
 */
public record ColourJitter(double strength) {

    /**
     * Checks the strength.
     *
     * @throws IllegalArgumentException if it is below 0 or not a number
     */
    public ColourJitter {
        if (!(strength >= 0)) {
            throw new IllegalArgumentException("a strength of " + strength + "; at least 0 is needed");
        }
    }

    /**
     * One change of the three.
     *
     * @param change which
     * @param factor how much; 1 changes nothing
     */
    public record Step(ColourChange change, double factor) {}

    /** Draws the order, and then a factor for each change, as torchvision does. */
    public List<Step> draw(RandomGenerator random) {
        List<ColourChange> order = new ArrayList<>(List.of(ColourChange.values()));
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        double least = Math.max(0, 1 - strength);
        double[] factors = random.doubles(order.size()).toArray();
        return order.stream()
                .map(change -> new Step(change, least + factors[change.ordinal()] * (1 + strength - least)))
                .toList();
    }

    /** Returns the picture after the changes, in their order. */
    public static Pixels apply(Pixels picture, List<Step> steps) {
        Pixels changed = picture;
        for (Step step : steps) {
            changed = step.change().apply(changed, step.factor());
        }
        return changed;
    }
}
