package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.run.TrainingRun.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTrainingTest {
    @TempDir
    Path folder;

    private Path pictures;

    /** Three classes that differ in their colour, with noise. */
    @BeforeEach
    void drawPictures() throws IOException {
        pictures = folder.resolve("pictures");
        SplittableRandom random = new SplittableRandom(1);
        for (int label = 0; label < 3; label++) {
            Path own = Files.createDirectories(pictures.resolve("class" + label));
            for (int i = 0; i < 10; i++) {
                BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 40 * 36; pixel++) {
                    int noise = random.nextInt(1 << 24) & 0x7f7f7f;
                    image.setRGB(pixel % 40, pixel / 40, noise | 0x80 << 8 * label);
                }
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
    }

    private TrainingJob job(String name, String... settings) throws Exception {
        ModelCard card = Registry.builtin().find("inceptionnext_zepto");
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.values("finetune"));
        values.putAll(Map.of("epochs", "2", "batchSize", "6", "average", "0.9", "mixup", "0.2", "dropPath", "0.2"));
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        Preprocessing pixels = card.defaultPreset().preprocessing();
        return new TrainingJob(
                card,
                TransferredWeights.scratch(
                        network.graph(network.defaultOptions().withNumClasses(3)), 0),
                LabelledSet.open(pictures).split(0.2, 0),
                new Preprocessing(32, 32, 1, pixels.cropMode(), pixels.interpolation(), pixels.mean(), pixels.std()),
                values,
                Map.of("weights", "", "valShare", "0.2"),
                0,
                folder.resolve(name));
    }

    /** Ends a run after some of its eight steps. */
    private static Outcome stopAfter(TrainingJob job, int steps) throws IOException {
        AtomicReference<ClassifierTraining> running = new AtomicReference<>();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void step(long done, long all, double loss) {
                assertThat(all).isEqualTo(8);
                if (done == steps) {
                    Objects.requireNonNull(running.get()).stop();
                }
            }
        };
        try (ClassifierTraining training = new ClassifierTraining(job, stopping)) {
            running.set(training);
            return training.begin();
        }
    }

    private static String finished(TrainingJob job, boolean resumed) throws IOException {
        try (ClassifierTraining training = new ClassifierTraining(job, TrainingListener.NONE)) {
            assertThat(resumed ? training.resume() : training.begin()).isEqualTo(Outcome.FINISHED);
            return training.modelDigest().orElseThrow();
        }
    }

    private static List<String> results(TrainingJob job) throws IOException {
        return Files.readAllLines(job.folder().resolve("results.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void runsThatWereInterruptedGoOnToTheSameNumbers() throws Exception {
        TrainingJob undisturbed = job("undisturbed");
        String expected = finished(undisturbed, false);
        assertThat(results(undisturbed)).hasSize(3).first().isEqualTo("epoch,rate,trainLoss,valLoss,top1,top5");

        for (int steps : new int[] {1, 4, 6}) {
            TrainingJob interrupted = job("interrupted" + steps);
            assertThat(stopAfter(interrupted, steps)).isEqualTo(Outcome.STOPPED);
            assertThat(finished(interrupted, true)).as("after %d steps", steps).isEqualTo(expected);
            assertThat(results(interrupted)).isEqualTo(results(undisturbed));
            try (Checkpoint a = Checkpoint.open(undisturbed.folder().resolve("checkpoint.safetensors"));
                    Checkpoint b = Checkpoint.open(interrupted.folder().resolve("checkpoint.safetensors"))) {
                assertThat(org.inceptionnext.checkpoint.TensorDigest.of(
                                b.tensors().values()))
                        .isEqualTo(org.inceptionnext.checkpoint.TensorDigest.of(
                                a.tensors().values()));
            }
        }
    }

    @Test
    void aRunLeavesWhatTimmReads() throws Exception {
        TrainingJob job = job("run");
        finished(job, false);

        assertThat(Files.readAllLines(job.folder().resolve("labels.txt")))
                .containsExactly("class0", "class1", "class2");
        assertThat(Files.readString(job.folder().resolve("config.json")))
                .contains("\"num_classes\": 3", "\"label_names\"", "\"classifier\": \"head.fc2\"");
        try (Checkpoint model = Checkpoint.open(job.folder().resolve("model.safetensors"))) {
            assertThat(model.metadata()).containsEntry("format", "pt");
            assertThat(model.tensors()).containsKey("head.fc2.weight").hasSize(226);
            assertThat(tensor(model.tensors(), "head.fc2.weight").shape()).startsWith(3L);
        }
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Test
    void theHeadAloneIsTrainedOnEmbeddingsThatAreKept() throws Exception {
        String[] settings = {"part=head", "mixup=0", "dropPath=0", "epochs=8", "average=0"};
        TrainingJob job = job("head", settings);
        String digest = finished(job, false);

        assertThat(job.folder().resolve("embeddings.safetensors")).exists();
        assertThat(results(job)).hasSize(9);
        try (Checkpoint model = Checkpoint.open(job.folder().resolve("model.safetensors"))) {
            assertThat(model.tensors()).hasSize(226);
            assertThat(tensor(model.tensors(), "stem.0.weight").bytes())
                    .isEqualTo(tensor(job.start().weights().tensors(), "stem.0.weight")
                            .bytes());
            assertThat(tensor(model.tensors(), "head.fc2.weight").bytes())
                    .isNotEqualTo(tensor(job.start().weights().tensors(), "head.fc2.weight")
                            .bytes());
        }
        assertThat(finished(job("again", settings), false)).isEqualTo(digest);
    }

    @Test
    void aFolderWithARunIsNotBegunAnew() throws Exception {
        TrainingJob job = job("run");
        stopAfter(job, 1);

        assertThatThrownBy(() -> finished(job, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is a run already. Go on with it (--resume), or choose another folder.");
    }

    @Test
    void aRunIsNotResumedWithOtherPictures() throws Exception {
        stopAfter(job("run"), 1);
        Files.delete(pictures.resolve("class1/3.png"));

        assertThatThrownBy(() -> finished(job("run"), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the run was begun with data ")
                .hasMessageContaining("it would not go on to the same numbers");
    }

    private static void change(TrainingJob job, String key, String value) throws IOException {
        Path file = job.folder().resolve("run.yaml");
        String text = Files.readString(file);
        assertThat(text).containsPattern("(?m)^" + key + ": \".+\"$");
        Files.writeString(file, text.replaceAll("(?m)^" + key + ": .*$", key + ": \"" + value + "\""));
    }

    @Test
    void aRunIsNotResumedWithAnotherNumberOfThreadsUnlessThatIsAccepted() throws Exception {
        TrainingJob job = job("run");
        stopAfter(job, 1);
        change(job, "threads", "97");

        assertThatThrownBy(() -> finished(job, true))
                .isInstanceOfSatisfying(
                        OtherRunException.class, e -> assertThat(e.key()).isEqualTo("threads"))
                .hasMessageStartingWith("the run was computed with threads 97, now it would be ")
                .hasMessageEndingWith(
                        ": the numbers would differ in their last digits from those of a run that goes on as"
                                + " it began. Set OMP_NUM_THREADS=97, or accept the difference with --resume-anyway.");

        try (ClassifierTraining training = new ClassifierTraining(job, TrainingListener.NONE)) {
            assertThat(training.resumeAnyway()).isEqualTo(Outcome.FINISHED);
        }
        assertThat(Files.readString(job.folder().resolve("run.yaml")))
                .contains("earlierEnvironment: \"{threads=97}\"")
                .doesNotContain("threads: \"97\"");
        assertThat(finished(job, true)).as("it has what computes it now").isNotEmpty();
        assertThat(ClassifierTraining.settingsOf(job.folder())).doesNotContainKeys("threads", "earlierEnvironment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"libraryVersion", "djlVersion", "libtorchVersion", "javaVersion", "platform"})
    void aRunIsNotResumedWithAnotherVersion(String key) throws Exception {
        TrainingJob job = job("run");
        stopAfter(job, 1);
        change(job, key, "0.1");

        assertThatThrownBy(() -> finished(job, true))
                .isInstanceOfSatisfying(
                        OtherRunException.class, e -> assertThat(e.key()).isEqualTo(key))
                .hasMessageStartingWith("the run was computed with " + key + " 0.1, now it would be ")
                .hasMessageEndingWith("Use what it had, or accept the difference with --resume-anyway.");
    }

    @Test
    void aPictureThatVanishesEndsTheRunWithItsName() throws Exception {
        TrainingJob job = job("run", "batchSize=4");
        for (int i = 0; i < 10; i++) {
            Files.delete(pictures.resolve("class2/" + i + ".png"));
        }

        assertThatThrownBy(() -> {
                    try (ClassifierTraining training = new ClassifierTraining(job, TrainingListener.NONE)) {
                        training.begin();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("class2");
    }

    @Test
    void aPictureThatVanishesDuringTheRunEndsItAndTheRunGoesOnWhenItIsBack() throws Exception {
        String expected = finished(job("undisturbed"), false);
        TrainingJob job = job("run");
        Path lost = pictures.resolve("class2");
        Path away = folder.resolve("away");
        TrainingListener losing = new TrainingListener() {
            @Override
            public void epoch(EpochResult result, boolean best) {
                try {
                    Files.move(lost, away);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };

        assertThatThrownBy(() -> {
                    try (ClassifierTraining training = new ClassifierTraining(job, losing)) {
                        training.begin();
                    }
                })
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("class2");
        assertThat(results(job)).as("the first epoch is kept").hasSize(2);
        Files.move(away, lost);
        assertThat(finished(job, true)).isEqualTo(expected);
    }

    @Test
    void aClassWithOnePictureIsTrainedOnAndReported() throws Exception {
        for (int i = 1; i < 10; i++) {
            Files.delete(pictures.resolve("class1/" + i + ".png"));
        }
        TrainingJob job = job("run", "epochs=1");

        finished(job, false);

        assertThat(job.data().findings().kept())
                .extracting(Object::toString)
                .anySatisfy(
                        finding -> assertThat(finding).contains("class with one picture, kept for training", "class1"));
        assertThat(job.data().samples(Split.TRAIN))
                .filteredOn(sample -> sample.label() == 1)
                .hasSize(1);
        assertThat(job.data().samples(Split.VAL))
                .filteredOn(sample -> sample.label() == 1)
                .isEmpty();
        assertThat(results(job)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e6", "1e30"})
    void aRateThatIsTooLargeEndsTheRunWithItsStepAndAdvice(String rate) throws Exception {
        TrainingJob job = job("run", "rate=" + rate, "warmupEpochs=0");

        assertThatThrownBy(() -> finished(job, false))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("epoch 1, step ")
                .hasMessageContaining("No checkpoint was written before it")
                .hasMessageContaining("A smaller rate (--set rate=...) or clip=1 usually helps.");
        assertThat(job.folder().resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void aScopeWithoutParametersIsRefusedByName() throws Exception {
        TrainingJob job = job("run", "freeze=stem,stagse.1");

        assertThatThrownBy(() -> finished(job, false))
                .hasMessageContaining("freeze: no parameter is in stagse.1; scopes are such as stem, stages.0");
    }
}
