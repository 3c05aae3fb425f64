package org.inceptionnext.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.pictures.EngineStart;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportOptions;
import org.inceptionnext.cli.report.RunFacts;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.train.recipe.RecipeException;
import org.inceptionnext.train.run.ClassifierTraining;
import org.inceptionnext.train.run.DetectorJob;
import org.inceptionnext.train.run.DetectorTraining;
import org.inceptionnext.train.run.TrainingRun;
import org.inceptionnext.train.run.TrainingRun.Outcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx train}. */
@Command(
        name = "train",
        header = "Train a classifier or a detector on pictures of your own.",
        description = {
            "",
            "DATA is a folder with a folder for each class (or train/ and val/ with such), a list (csv, tsv: path,label), or a"
                    + " tar or zip of either. The result is a folder that every command takes as weights, and timm too.",
            "",
            "A detector is trained on boxes: a data.yaml (YOLO), a COCO .json or a folder of Pascal VOC. The result's"
                    + " best.safetensors is what inx detect takes.",
            "",
            "Ctrl-C ends after the step that is running, with a checkpoint; --resume goes on to the same numbers."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx train photos/ --model inceptionnext_atto --out run1",
            "  inx train photos.zip --model inceptionnext_tiny --recipe head --out run2",
            "  inx train data.yaml --model yolov5_inceptionnext_tiny --out run4",
            "  inx train photos/ --out run1 --resume",
            "  inx train photos/ --model inceptionnext_tiny --out run3 --set rate=5e-4 --dry-run"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int MEASURED_STEPS = 10;

    private final Console console;

    @Parameters(arity = "1", paramLabel = "DATA", description = "The labelled pictures.")
    Path data = Path.of("");

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME",
            description =
                    "Whose network is trained, of inx models. Default: that of --weights, else inceptionnext_zepto, the smallest; for"
                            + " boxes yolov5_inceptionnext_zepto.")
    @Nullable
    String model;

    @Option(
            names = {"-w", "--weights"},
            paramLabel = "FILE",
            description =
                    "What it begins with instead of published weights: .pth, .pt, .safetensors, a folder such as that of an"
                            + " earlier run, or hf://OWNER/NAME[@REVISION]; the model is theirs. Of a detector, a file of its"
                            + " backbone's.")
    @Nullable
    String weights;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Where the run's files go.")
    Path out = Path.of("");

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description =
                    "How it is trained: head (only the classifier's part, in seconds), finetune (default), scratch; a"
                            + " detector: inceptionnext (default with such a backbone), yolov5 (else); or a YAML file.")
    @Nullable
    String recipe;

    @Option(names = "--epochs", paramLabel = "N", description = "How often each picture is seen: the recipe's epochs.")
    @Nullable
    String epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Pictures in a batch. Default: the recipe's batchSize; a classifier's is halved until the free memory holds"
                            + " it, and a step is then of several batches.")
    @Nullable
    String batchSize;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any other value of the recipe, such as rate=5e-4 or freeze=stem,stages.0; may be repeated.")
    Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "The side of the pictures that the network sees. Default: the model's.")
    @Nullable
    Integer imageSize;

    @Option(
            names = "--val-share",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description =
                    "How much of each class is split off to validate with, where the data has no such part. Default:"
                            + " ${DEFAULT-VALUE}.")
    double valShare = 0.2;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of all random numbers. Default: 0.")
    long seed;

    @Option(names = "--resume", description = "Go on with the run in --out; its settings are kept.")
    boolean resume;

    @Option(
            names = "--resume-anyway",
            description =
                    "As --resume, also with other versions or another number of threads than the run had: its numbers will"
                            + " differ in their last digits.")
    boolean resumeAnyway;

    @Option(
            names = "--dry-run",
            description =
                    "Say what would be done, how much memory it would need, and how long it would take by ten measured steps.")
    boolean dryRun;

    @Mixin
    ReportOptions report = new ReportOptions();

    public TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        if (Files.exists(data)) {
            EngineStart.begin();
        }
        try (Report page = report.begin(Report.Kind.TRAIN, 0).orElse(null)) {
            return DetectorSetup.isMeant(this) ? detector(page) : classifier(page);
        } catch (RecipeException e) {
            throw new FailureException(ExitCode.USAGE, String.valueOf(e.getMessage()), "");
        }
    }

    private int classifier(@Nullable Report page) throws IOException, UnknownModelException {
        try (JobSetup setup = JobSetup.of(console, this)) {
            TrainingReport hearer = new TrainingReport(console, setup.job());
            try (ClassifierTraining training = new ClassifierTraining(setup.job(), hearer)) {
                hearer.plan(training, isResumed());
                if (dryRun) {
                    hearer.estimate(training, MEASURED_STEPS);
                    return ExitCode.OK.code();
                }
                return run(training, hearer, page);
            }
        }
    }

    private int detector(@Nullable Report page) throws IOException, UnknownModelException {
        if (hasHugePages()) {
            InceptionNextRuntime.releaseLargeBlocks();
        }
        DetectorJob job = DetectorSetup.of(console, this);
        DetectorReport hearer = new DetectorReport(console, job);
        try (DetectorTraining training = new DetectorTraining(job, hearer)) {
            hearer.plan(training, isResumed());
            if (dryRun) {
                hearer.estimate(
                        training.allSteps(),
                        training.stepsPerEpoch(),
                        training.measure(MEASURED_STEPS),
                        training.memoryBytes());
                return ExitCode.OK.code();
            }
            return run(training, hearer, page);
        }
    }

    /** The script {@code inx} asks for them where there are some. */
    private static boolean hasHugePages() {
        return "glibc.malloc.hugetlb=1".equals(System.getenv("GLIBC_TUNABLES"));
    }

    private int run(TrainingRun training, RunReport hearer, @Nullable Report page) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(training, ended), "inx-train-stop");
        console.stayOpen();
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Outcome outcome = start(training);
            hearer.end(training, outcome);
            if (page != null && outcome == Outcome.FINISHED) {
                TrainingPage.write(console, page, out, evaluation(training), report.file());
            }
            return (outcome == Outcome.FINISHED ? ExitCode.OK : ExitCode.INTERRUPTED).code();
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                console.detail("the process is ending");
            }
        }
    }

    /** Of a data set without a part to validate with, all of it is looked at, also what was trained on. */
    private String evaluation(TrainingRun training) {
        Path weights = training instanceof DetectorTraining ? out.resolve("best.safetensors") : out;
        return "inx eval " + RunFacts.quoted(data.toString()) + " --weights " + RunFacts.quoted(weights.toString());
    }

    /** Returns whether a run that was begun before is to go on. */
    boolean isResumed() {
        return resume || resumeAnyway;
    }

    private Outcome start(TrainingRun training) throws IOException {
        if (resumeAnyway) {
            return training.resumeAnyway();
        }
        return resume ? training.resume() : training.begin();
    }

    /** Ctrl-C: the step that runs is let to its end, and the state saved. */
    private static void stop(TrainingRun training, CountDownLatch ended) {
        training.stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the batch is as large as the free memory holds, at most the recipe's. */
    boolean batchSizeIsOpen() {
        return !isResumed()
                && batchSize == null
                && !values.containsKey("batchSize")
                && !values.containsKey("accumulate");
    }

    /** Returns the recipe that is named, or another where none is. */
    String recipe(String otherwise) {
        return recipe == null ? otherwise : recipe;
    }

    /** Returns a recipe's values, with those of the command line. */
    Map<String, String> recipeValues(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        if (epochs != null) {
            all.put("epochs", epochs);
            all.computeIfPresent("mostSteps", (key, value) -> "0");
        }
        if (batchSize != null) {
            all.put("batchSize", batchSize);
        }
        all.putAll(this.values);
        return all;
    }

    /** Returns the options that a resumed run does not take: it has its own. */
    List<String> givenSettings() {
        List<String> given = new ArrayList<>();
        if (model != null) {
            given.add("--model");
        }
        if (weights != null) {
            given.add("--weights");
        }
        if (epochs != null) {
            given.add("--epochs");
        }
        if (batchSize != null) {
            given.add("--batch-size");
        }
        if (imageSize != null) {
            given.add("--image-size");
        }
        if (!values.isEmpty()) {
            given.add("--set");
        }
        return given;
    }
}
