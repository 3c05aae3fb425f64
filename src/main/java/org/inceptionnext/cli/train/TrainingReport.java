package org.inceptionnext.cli.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.data.Split;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.run.ClassifierTraining;
import org.inceptionnext.train.run.EpochResult;
import org.inceptionnext.train.run.TrainingJob;

/** What a person sees of a classifier's run. */
final class TrainingReport extends RunReport {
    private final TrainingJob job;

    TrainingReport(Console console, TrainingJob job) {
        super(console, job.folder());
        this.job = job;
    }

    /** Says what is going to be done. */
    void plan(ClassifierTraining training, boolean resumed) {
        Recipe recipe = job.recipe();
        long left = job.data().findings().count();
        console.hint(job.card().name() + ": " + job.start().summary());
        console.hint(job.data().classes().size() + " classes, "
                + job.data().samples(Split.TRAIN).size() + " pictures to train on, "
                + job.data().samples(Split.VAL).size() + " to validate with"
                + (left > 0 ? "; left out or wrong: " + left + " (inx data check)" : ""));
        int parts = recipe.length().accumulate();
        console.hint(recipe.length().epochs() + " epochs of " + training.stepsPerEpoch() + " steps, "
                + (parts > 1 ? parts + " batches of " : "batches of ")
                + recipe.length().batchSize() + (parts > 1 ? " each, at " : " at ")
                + job.preprocessing().height() + "x"
                + job.preprocessing().width() + (resumed ? "; resumed" : ""));
        warn(training.memoryBytes(), recipe.computation().dtype(), "--batch-size, --set checkpointing=true");
    }

    /** Measures some steps and says how long all will take, and how much memory. */
    void estimate(ClassifierTraining training, int steps) throws IOException {
        double seconds = training.measure(steps);
        long units = training.isHead() ? training.pictures() : training.allSteps();
        long mebibytes = training.memoryBytes() / MEBI;
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("steps", training.allSteps());
            line.addProperty("stepsPerEpoch", training.stepsPerEpoch());
            line.addProperty("batchSize", job.recipe().length().batchSize());
            line.addProperty("accumulate", job.recipe().length().accumulate());
            line.addProperty(training.isHead() ? "secondsPerPicture" : "secondsPerStep", seconds);
            line.addProperty("seconds", seconds * units);
            line.addProperty("memoryMebibytes", mebibytes);
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "%,d %s, %.3g s each: about %s%s; about %,d MiB of memory",
                units,
                training.isHead() ? "pictures to embed" : "steps",
                seconds,
                clock(Duration.ofMillis((long) (seconds * units * 1000))),
                training.isHead() ? ", and some seconds to learn" : ", validation not counted",
                mebibytes));
    }

    @Override
    String nextCommand() {
        return "inx classify --weights " + job.folder() + " PICTURE";
    }

    @Override
    public void epoch(EpochResult result, boolean best) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("epoch", result.epoch());
            line.addProperty("rate", result.rate());
            line.addProperty("trainLoss", result.trainLoss());
            line.addProperty("valLoss", result.valLoss());
            line.addProperty("top1", result.top1());
            line.addProperty("top5", result.top5());
            line.addProperty("best", best);
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "epoch %d  train loss %.4f  val loss %.4f  top-1 %.2f %%  top-5 %.2f %%  %.1f s%s",
                result.epoch(),
                result.trainLoss(),
                result.valLoss(),
                100 * result.top1(),
                100 * result.top5(),
                result.seconds(),
                best ? "  best" : ""));
    }
}
