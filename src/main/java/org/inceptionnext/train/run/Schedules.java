package org.inceptionnext.train.run;

import org.inceptionnext.train.optimizer.CosineSchedule;
import org.inceptionnext.train.optimizer.CosineSchedule.Warmup;
import org.inceptionnext.train.optimizer.OneCycleSchedule;
import org.inceptionnext.train.optimizer.Schedule;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.Recipe.Rates;

/** A recipe's learning rate over time, in epochs. */
final class Schedules {

    private Schedules() {}

    static Schedule of(Recipe recipe, int stepsPerEpoch) {
        Rates rates = recipe.rates();
        double epochs = recipe.length().epochs();
        double warmup = Math.min(rates.warmupEpochs(), epochs);
        return switch (rates.schedule()) {
            case COSINE ->
                new CosineSchedule(
                        rates.rate(), rates.leastRate(), epochs - warmup, new Warmup(warmup, rates.warmupRate(), true));
            case ONECYCLE -> oneCycle(rates, epochs, warmup, stepsPerEpoch);
        };
    }

    private static Schedule oneCycle(Rates rates, double epochs, double warmup, int stepsPerEpoch) {
        long steps = Math.round(epochs * stepsPerEpoch);
        double first = rates.warmupRate() > 0 ? rates.warmupRate() : rates.rate() / 25;
        return new OneCycleSchedule(
                rates.rate(), steps, warmup / epochs, rates.rate() / first, first / rates.leastRate(), stepsPerEpoch);
    }
}
