package org.inceptionnext.cli.train;

import com.google.gson.JsonObject;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.data.Split;
import org.inceptionnext.train.run.DetectorJob;
import org.inceptionnext.train.run.DetectorResult;
import org.inceptionnext.train.run.DetectorTraining;

/** What a person sees of a detector's run. */
final class DetectorReport extends RunReport {
    private final DetectorJob job;

    DetectorReport(Console console, DetectorJob job) {
        super(console, job.folder());
        this.job = job;
    }

    /** Says what is going to be done. */
    void plan(DetectorTraining training, boolean resumed) {
        long left = job.data().findings().count();
        console.hint(job.model() + ": " + job.start().summary());
        console.hint(job.data().classes().size() + " classes, "
                + job.data().pictures(Split.TRAIN).size() + " pictures to train on, "
                + job.data().pictures(Split.VAL).size() + " to validate with"
                + (left > 0 ? "; left out or wrong: " + left + " (inx data check)" : ""));
        console.hint(job.recipe().length().epochs() + " epochs of " + training.stepsPerEpoch() + " batches of "
                + job.recipe().length().batchSize() + " at " + job.imageSize() + "x" + job.imageSize()
                + (resumed ? "; resumed" : ""));
        warn(training.memoryBytes(), job.recipe().computation().dtype(), "--batch-size, --image-size");
    }

    @Override
    String nextCommand() {
        return "inx detect --weights " + job.folder().resolve("best.safetensors") + " PICTURE";
    }

    @Override
    public void epoch(DetectorResult result, boolean best) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("epoch", result.epoch());
            line.addProperty("rate", result.rate());
            terms(line, "train", result.training());
            terms(line, "val", result.validation());
            line.addProperty("precision", result.figures().precision());
            line.addProperty("recall", result.figures().recall());
            line.addProperty("map50", result.figures().map50());
            line.addProperty("map5095", result.figures().map5095());
            line.addProperty("cocoAp50", result.figures().cocoAp50());
            line.addProperty("cocoAp", result.figures().cocoAp());
            line.addProperty("seconds", result.seconds());
            line.addProperty("best", best);
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "epoch %d  box %.4f  objectness %.4f  class %.4f  mAP50 %.3f  mAP50-95 %.3f  %.1f s%s",
                result.epoch(),
                result.training().box(),
                result.training().objectness(),
                result.training().classes(),
                result.figures().map50(),
                result.figures().map5095(),
                result.seconds(),
                best ? "  best" : ""));
    }

    private static void terms(JsonObject line, String part, DetectorResult.Terms terms) {
        line.addProperty(part + "Box", terms.box());
        line.addProperty(part + "Objectness", terms.objectness());
        line.addProperty(part + "Class", terms.classes());
    }
}
