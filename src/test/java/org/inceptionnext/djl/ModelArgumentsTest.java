package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.fetch.HubReference;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.recognise.Cases;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.vision.VisionGoldens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user can ask of a model, and what is said when it makes no sense. */
class ModelArgumentsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topK | 0 | argument topK: found \"0\", allowed a whole number above 0",
                "topK | many | argument topK: found \"many\", allowed a whole number above 0",
                "numClasses | 1.5 | argument numClasses: found \"1.5\", allowed a whole number above 0",
                "multiLabel | maybe | argument multiLabel: found \"maybe\", allowed true or false",
                "dtype | int4 | argument dtype: found \"int4\", allowed float32, bfloat16, float16, int8",
                "form | fast | argument form: found \"fast\", allowed latency, throughput, portable",
                "preset | torchvision | argument preset: found \"torchvision\", allowed upstream, timm",
                "imageSize | 1x2x3 | argument imageSize: found \"1x2x3\", allowed a side, or HEIGHTxWIDTH, in pixels",
                "imageSize | x224 | argument imageSize: found \"x224\", allowed a side, or HEIGHTxWIDTH, in pixels",
                "cropPct | 0 | argument cropPct: found \"0\", allowed a number above 0, at most 1",
                "cropMode | middle | argument cropMode: found \"middle\", allowed center, squash, border",
                "interpolation | lanczos | argument interpolation: found \"lanczos\", allowed bilinear, bicubic",
                "mean | 0.5 | argument mean: found \"0.5\", allowed three numbers from 0 to 1 (R, G, B) with commas between",
                "std | 0.5,0,1 | argument std: found \"0.5,0,1\", allowed three numbers above 0 (R, G, B) with commas between",
                "applySoftmax | false | argument applySoftmax=false: Classifications are probabilities.",
                "weights | file:nowhere | argument weights: found \"file:nowhere\", allowed the path of a file or folder, a file: URL, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX]",
                "resize | 256 | argument resize=256: is for DJL's stock translators.",
                "centerCrop | false | argument centerCrop=false: is for DJL's stock translators.",
                "resizeShort | 300 | argument resizeShort=300: is for DJL's stock translators.",
                "synset | a,b | argument synset: is for DJL's stock translators. Give class names as labels=FILE, one a line.",
                "card | inceptionnext_tinny | argument card: Unknown model 'inceptionnext_tinny'. Did you mean inceptionnext_tiny?",
            })
    void nonsenseIsNamed(String name, String value, String message) {
        Map<String, Object> arguments = new HashMap<>(Map.of("card", "inceptionnext_tiny"));
        arguments.put(name, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelArguments.of(arguments))
                .withMessageStartingWith(message);
    }

    @Test
    void missingCardIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelArguments.of(Map.of()))
                .withMessage("argument card: found nothing, allowed the name of a model, such as inceptionnext_tiny");
    }

    @Test
    void argumentsOfTheCardItselfAreNoWish() throws Exception {
        ModelCard tiny = Registry.builtin().find("inceptionnext_tiny");
        Map<String, Object> cards = Map.of(
                "width",
                224.0,
                "height",
                224.0,
                "resizeShort",
                "256",
                "centerCrop",
                true,
                "normalize",
                true,
                "topK",
                5.0);
        ModelArguments arguments = ModelArguments.of(tiny, cards);
        assertThat(arguments.preprocessing()).isEqualTo(tiny.defaultPreset().preprocessing());
        assertThat(arguments.scores().topK()).isEqualTo(5);
        Preprocessing wider =
                ModelArguments.of(tiny, Map.of("width", "320", "height", 224.0)).preprocessing();
        assertThat(List.of(wider.height(), wider.width())).containsExactly(224, 320);
    }

    @Test
    void argumentsChangeTheCardsPreprocessing() throws Exception {
        ModelCard tiny = Registry.builtin().find("inceptionnext_tiny");
        InceptionNextArguments asked = InceptionNextArguments.builder()
                .optImageSize(192, 160)
                .optCropPct(1)
                .optCropMode(CropMode.SQUASH)
                .optInterpolation(Interpolation.BILINEAR)
                .optMean(0.5, 0.25, 0)
                .optStd(0.5, 0.5, 0.25)
                .build();
        assertThat(ModelArguments.of(tiny, asked.toMap()).preprocessing())
                .isEqualTo(new Preprocessing(
                        192,
                        160,
                        1,
                        CropMode.SQUASH,
                        Interpolation.BILINEAR,
                        List.of(0.5, 0.25, 0.0),
                        List.of(0.5, 0.5, 0.25)));
        assertThat(ModelArguments.of(tiny, Map.of("mean", List.of(0.1, 0.2, 0.3)))
                        .preprocessing()
                        .mean())
                .containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void presetChoosesThePublishersPreprocessing() throws Exception {
        ModelCard base = Registry.builtin().find("inceptionnext_base");
        assertThat(ModelArguments.of(base, Map.of()).preprocessing().cropPct()).isEqualTo(0.875);
        assertThat(ModelArguments.of(base, Map.of("preset", "timm"))
                        .preprocessing()
                        .cropPct())
                .isEqualTo(0.95);
    }

    @Test
    void weightsMayBeAPathAFileUrlOrAText() {
        Path file = folder.resolve("a b.pth");
        for (Object weights : List.of(file, file.toString(), file.toUri().toString())) {
            assertThat(ModelArguments.of(Map.of("card", "inceptionnext_tiny", "weights", weights))
                            .weights())
                    .contains(new WeightsPlace.Local(file));
        }
    }

    @Test
    void weightsMayBeARepositoryOnTheHub() {
        HubReference reference = new HubReference("acme/cells", Optional.of("v1.0"));
        assertThat(ModelArguments.of(Map.of("card", "inceptionnext_tiny", "weights", "hf://acme/cells@v1.0"))
                        .weights())
                .contains(new WeightsPlace.Hub(reference));
        assertThatThrownBy(() -> ModelArguments.of(Map.of("card", "inceptionnext_tiny", "weights", "hf://cells")))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("hf://cells")
                .hasMessageContaining("hf://OWNER/NAME[@REVISION]");
    }

    @Test
    void missingWeightsAreNamed() {
        Path missing = folder.resolve("missing.pth");
        Criteria<Path, Classifications> criteria = Models.criteria(
                        "inceptionnext_pico", Path.class, Classifications.class)
                .optArgument("weights", missing)
                .build();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(criteria::loadModel)
                .withMessage(missing + ": no such file of weights");
    }

    @Test
    void checkpointDecidesHowManyClassesThereAre() throws Exception {
        Classifications answer = predict(twelveClasses(), Map.of());
        assertThat(answer.getClassNames())
                .hasSize(12)
                .startsWith("class_0", "class_1")
                .endsWith("class_11");
    }

    @Test
    void labelsNameTheClasses() throws Exception {
        Path labels = folder.resolve("labels.txt");
        Files.writeString(
                labels,
                String.join(
                                "\r\n",
                                IntStream.range(0, 12)
                                        .mapToObj(i -> "Klasse " + i)
                                        .toList()) + "\n\n");
        Classifications answer = predict(twelveClasses(), Map.of("labels", labels.toString()));
        assertThat(answer.getClassNames()).hasSize(12).startsWith("Klasse 0", "Klasse 1");
    }

    @Test
    void wrongNumberOfLabelsIsNamed() throws Exception {
        Path labels = folder.resolve("labels.txt");
        Files.writeString(labels, "a\nb\n");
        Path weights = twelveClasses();
        assertThatIOException()
                .isThrownBy(() -> predict(weights, Map.of("labels", labels)))
                .withMessage(labels + ": found 2 class names, the network has 12 classes");
        assertThatIOException()
                .isThrownBy(() -> predict(weights, Map.of("labels", folder.resolve("no.txt"))))
                .withMessage(folder.resolve("no.txt") + ": no such file of class names");
    }

    @Test
    void otherNumberOfClassesThanTheCheckpointsNamesBoth() throws Exception {
        Path weights = twelveClasses();
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> predict(weights, Map.of("numClasses", 10)))
                .withMessage("argument numClasses: found 10, the weights are for 12");
    }

    @ParameterizedTest
    @CsvSource({"1, 1 channel", "4, 4 channels", "10, 10 channels"})
    void networkOfOtherChannelsTakesNoPictures(int channels, String said) throws Exception {
        Path weights = write(new NetworkOptions(10, channels));
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> predict(weights, Map.of()))
                .withMessage("argument weights: the network takes " + said + "; a picture has 3."
                        + " Give it tensors of its own shape, with NDList as the input and output type");
        try (ZooModel<NDList, NDList> model = Models.criteria("inceptionnext_pico", NDList.class, NDList.class)
                .optArgument("weights", weights)
                .build()
                .loadModel()) {
            assertThat(model.describeInput().get(0).getValue().get(1)).isEqualTo(channels);
        }
    }

    @Test
    void integrityOfTheWeightsIsAPropertyOfTheModel() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class)) {
            assertThat(model.getProperty("integrity")).isEqualTo("your own file: nothing is pinned for it");
        }
    }

    @Test
    void misspeltCardIsTheCauseThatIsKept() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelArguments.of(Map.of("card", "x")))
                .withCauseInstanceOf(UnknownModelException.class);
    }

    private Path twelveClasses() throws Exception {
        return write(new NetworkOptions(12, 3));
    }

    private Path write(NetworkOptions options) throws Exception {
        NetworkDefinition pico = NetworkCatalog.builtin().get("inceptionnext_pico");
        Map<String, Tensor> tensors = FormulaWeights.checkpoint(pico.graph(options));
        Path file = folder.resolve("pico.safetensors");
        SafetensorsWriter.write(file, tensors.values(), Map.of());
        return file;
    }

    private Classifications predict(Path weights, Map<String, Object> arguments) throws Exception {
        Path picture = folder.resolve("gif.gif");
        Files.write(picture, VisionGoldens.picture("gif.gif").encoded());
        Criteria.Builder<Path, Classifications> criteria = Models.criteria(
                        "inceptionnext_pico", Path.class, Classifications.class)
                .optArgument("weights", weights);
        arguments.forEach(criteria::optArgument);
        try (ZooModel<Path, Classifications> model = criteria.build().loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            return predictor.predict(picture);
        }
    }

    /** What the folder says of the pictures is used, unless the user says otherwise. */
    @Test
    void folderSaysHowPicturesArePrepared() throws Exception {
        Cases.write(
                folder.resolve("model.safetensors"),
                new ArrayList<>(Cases.weights("inceptionnext_pico", 3, 3).values()));
        Files.copy(Cases.file("classifier/config.json"), folder.resolve("config.json"));
        Preprocessing folders = preprocessing(Map.of());
        assertThat(folders.mean()).containsExactly(0.5, 0.5, 0.5);
        assertThat(folders.height()).isEqualTo(192);
        assertThat(folders.interpolation()).isEqualTo(Interpolation.BILINEAR);
        Preprocessing own = preprocessing(Map.of("imageSize", 64));
        assertThat(own.height()).isEqualTo(64);
        assertThat(own.std()).containsExactly(0.5, 0.5, 0.5);
    }

    private Preprocessing preprocessing(Map<String, Object> arguments) throws Exception {
        Criteria.Builder<Path, Classifications> criteria = Models.criteria(
                        "inceptionnext_pico", Path.class, Classifications.class)
                .optArgument("weights", folder);
        arguments.forEach(criteria::optArgument);
        try (ZooModel<Path, Classifications> model = criteria.build().loadModel()) {
            ModelArguments parsed = ModelArguments.of(Registry.builtin().find("inceptionnext_pico"), arguments);
            assertThat(model.getProperty("classNames")).isEqualTo("[\"cat\",\"dog\",\"owl\"]");
            return PicturePreparation.ofModel(arguments, parsed, model);
        }
    }
}
