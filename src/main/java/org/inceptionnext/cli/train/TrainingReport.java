package org.inceptionnext.cli.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.data.Split;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.run.ClassifierTraining;
import org.inceptionnext.train.run.ClassifierTraining.Outcome;
import org.inceptionnext.train.run.EpochResult;
import org.inceptionnext.train.run.TrainingJob;
import org.inceptionnext.train.run.TrainingListener;

/** What a person sees of a run. */
final class TrainingReport implements TrainingListener {
    private final Console console;
    private final TrainingJob job;
    private long startNanos;
    private long startSteps;

    TrainingReport(Console console, TrainingJob job) {
        this.console = console;
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
        console.hint(recipe.length().epochs() + " epochs of " + training.stepsPerEpoch() + " steps, batches of "
                + recipe.length().batchSize() + " at " + job.preprocessing().height() + "x"
                + job.preprocessing().width() + (resumed ? "; resumed" : ""));
    }

    /** Measures some steps and says how long all will take. */
    void estimate(ClassifierTraining training, int steps) throws IOException {
        double seconds = training.measure(steps);
        double all = seconds * training.allSteps();
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("steps", training.allSteps());
            line.addProperty("stepsPerEpoch", training.stepsPerEpoch());
            line.addProperty("secondsPerStep", seconds);
            line.addProperty("seconds", all);
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "%d steps, %.2f s each: about %s, validation not counted",
                training.allSteps(),
                seconds,
                clock(Duration.ofMillis((long) (all * 1000)))));
    }

    @Override
    public void step(long done, long all, double loss) {
        if (startNanos == 0) {
            startNanos = System.nanoTime();
            startSteps = done;
        }
        if (console.showsProgress() && done > startSteps) {
            double perStep = (System.nanoTime() - startNanos) / 1e9 / (done - startSteps);
            console.progress(String.format(
                    Locale.ROOT,
                    "step %,d of %,d  loss %.3f  %.2f s/step  %s left",
                    done,
                    all,
                    loss,
                    perStep,
                    clock(Duration.ofMillis((long) ((all - done) * perStep * 1000)))));
        }
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

    @Override
    public void note(String text) {
        console.hint(text);
    }

    /** Says how it ended. */
    void end(ClassifierTraining training, Outcome outcome) throws IOException {
        if (outcome == Outcome.STOPPED) {
            console.hint("Stopped, with a checkpoint. Go on with: inx train DATA --out " + job.folder() + " --resume");
            return;
        }
        training.modelDigest().ifPresent(digest -> console.detail("tensor digest " + digest));
        console.hint("Use it: inx classify --weights " + job.folder() + " PICTURE");
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
