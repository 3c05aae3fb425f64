import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.train.batch.LabelledPictures;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;

/**
 * Trains a model of the zoo on a folder with a folder for each class, with DJL's own trainer, and saves its parameters.
 *
 * <p>{@code inx train} does more (a schedule, drop path, an average, resuming); this is for who has a training loop in DJL already.
 *
 * <pre>java -cp 'inceptionnext-zoo.jar:...' TrainWithDjl.java photos/ trained/ 10</pre>
 */
public final class TrainWithDjl {
    private static final String MODEL = "inceptionnext_zepto";
    private static final int BATCH = 8;

    private TrainWithDjl() {}

    public static void main(String[] args) throws Exception {
        float accuracy = train(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        System.out.printf("accuracy on the pictures that were held back: %.1f %%%n", 100 * accuracy);
    }

    /**
     * Trains.
     *
     * @param photos a folder with a folder for each class
     * @param out where the parameters go
     * @param epochs how often each picture is seen
     * @return the share of right answers on a fifth of the pictures, which is held back
     */
    public static float train(Path photos, Path out, int epochs) throws Exception {
        LabelledSet pictures = LabelledSet.open(photos).split(0.2, 0);
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId(MODEL)
                .optArgument("trainParam", "true")
                .optArgument("numClasses", pictures.classes().size())
                .build();
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .addEvaluator(new Accuracy())
                .addTrainingListeners(TrainingListener.Defaults.basic())
                .optOptimizer(Optimizer.adamW()
                        .optWeightDecays(0.05f)
                        .optLearningRateTracker(Tracker.fixed(5e-4f))
                        .build());
        Preprocessing pixels =
                Registry.builtin().find(MODEL).defaultPreset().preprocessing();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Trainer trainer = model.newTrainer(config)) {
            trainer.setMetrics(new Metrics());
            trainer.initialize(new Shape(BATCH, 3, pixels.height(), pixels.width()));
            EasyTrain.fit(trainer, epochs, trainData(pictures, pixels), valData(pictures, pixels));
            model.setProperty("Epoch", Integer.toString(epochs));
            Files.createDirectories(out);
            model.save(out, MODEL);
            return trainer.getTrainingResult().getValidateEvaluation("Accuracy");
        }
    }

    private static LabelledPictures trainData(LabelledSet pictures, Preprocessing pixels) throws Exception {
        Augmentation changes = RecipeReader.read(RecipeFile.values("finetune")).augmentation();
        return LabelledPictures.builder()
                .setData(pictures, Split.TRAIN)
                .setPreprocessing(pixels)
                .optAugmentation(changes, 0)
                .setSampling(BATCH, true, true)
                .build();
    }

    private static LabelledPictures valData(LabelledSet pictures, Preprocessing pixels) {
        return LabelledPictures.builder()
                .setData(pictures, Split.VAL)
                .setPreprocessing(pixels)
                .setSampling(BATCH, false)
                .build();
    }
}
