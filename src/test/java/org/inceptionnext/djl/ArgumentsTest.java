package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.Metadata;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.JsonUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.inceptionnext.djl.Argument.Task;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.runtime.UnavailableDeviceException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definitions of the arguments, and what is said to a name that is none of them. */
class ArgumentsTest {
    private static final Path DOCUMENTATION = Path.of("docs/djl.md");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inceptionnext_tiny | num_classes | argument num_classes: write it numClasses",
                "inceptionnext_tiny | topk | argument topk: write it topK",
                "inceptionnext_tiny | imgsz | argument imgsz: write it imageSize",
                "inceptionnext_tiny | img_size | argument img_size: write it imageSize",
                "inceptionnext_tiny | crop_pct | argument crop_pct: write it cropPct",
                "inceptionnext_tiny | checkpoint_path | argument checkpoint_path: write it weights",
                "inceptionnext_tiny | lables | argument lables: there is none of this name. Did you mean labels?",
                "inceptionnext_tiny | presset | argument presset: there is none of this name. Did you mean preset?",
                "inceptionnext_tiny | foo | argument foo: there is none of this name. Arguments of inceptionnext_tiny: cropMode,",
                "inceptionnext_tiny | threshold | argument threshold: an argument of a detector; inceptionnext_tiny is a classifier.",
                "inceptionnext_tiny | conf | argument conf: that is threshold, an argument of a detector; inceptionnext_tiny is a",
                "yolov5n | conf | argument conf: write it threshold",
                "yolov5n | conf_thres | argument conf_thres: write it threshold",
                "yolov5n | iou-thres | argument iou-thres: write it iou",
                "yolov5n | max_det | argument max_det: write it maxDetections",
                "yolov5n | wieghts | argument wieghts: there is none of this name. Did you mean weights?",
                "yolov5n | thresold | argument thresold: there is none of this name. Did you mean threshold?",
                "yolov5n | topK | argument topK: an argument of a classifier; yolov5n is a detector.",
            })
    void unknownNameIsAnsweredWithTheRightOne(String model, String name, String message) throws Exception {
        ModelCard card = Registry.builtin().find(model);
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> ArgumentNames.check(card, Map.of(name, "1")))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.name()).isEqualTo(name));
    }

    @Test
    void exceptionCarriesTheNearestName() throws Exception {
        ModelCard card = Registry.builtin().find("yolov5n");
        assertThatExceptionOfType(ArgumentException.class)
                .isThrownBy(() -> ArgumentNames.check(card, Map.of("wieghts", "best.pt")))
                .satisfies(e -> assertThat(e.nearest()).contains("weights"));
    }

    @Test
    void everyCardsOwnArgumentsAndDjlsKeysAreAllowed() throws Exception {
        for (ModelCard card : Registry.builtin().cards()) {
            Map<String, Object> arguments = new HashMap<>(argumentsInItsMetadata(card));
            arguments.putAll(Map.of("engine", "PyTorch", "batch_size", "8", "gpu.minWorkers", "1", "minWorkers", "1"));
            ArgumentNames.check(card, arguments);
            ModelArguments.of(card, arguments);
        }
    }

    private static Map<String, Object> argumentsInItsMetadata(ModelCard card) throws IOException {
        String resource = "/" + Registry.resource(card);
        try (InputStream in = Objects.requireNonNull(Registry.class.getResourceAsStream(resource), resource)) {
            Metadata metadata =
                    JsonUtils.GSON.fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), Metadata.class);
            return metadata.getArtifacts().get(0).getArguments(Map.of());
        }
    }

    @Test
    void everySynonymHasOneMeaning() {
        for (Task task : Task.values()) {
            Set<String> seen = new HashSet<>();
            for (Argument<?> argument : Arguments.of(Set.of(task))) {
                assertThat(seen.add(letters(argument.name())))
                        .as(argument.name())
                        .isTrue();
                argument.synonyms()
                        .forEach(synonym -> assertThat(seen.add(letters(synonym)))
                                .as(synonym)
                                .isTrue());
            }
        }
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    @Test
    void criteriaRefuseBeforeAnythingIsFetched() {
        Criteria<Path, Classifications> criteria = Models.criteria(
                        "inceptionnext_tiny", Path.class, Classifications.class)
                .optArgument("lables", "names.txt")
                .build();
        assertThatThrownBy(criteria::loadModel)
                .isInstanceOf(ArgumentException.class)
                .hasMessageStartingWith("argument lables: there is none of this name. Did you mean labels?");
    }

    @Test
    void urlIsRefused() {
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto?presset=timm")
                .build();
        assertThatThrownBy(criteria::loadModel)
                .isInstanceOf(ArgumentException.class)
                .hasMessageStartingWith("argument presset: there is none of this name. Did you mean preset?");
    }

    /** Without the name, the weights would be missing; that is not what is wrong. */
    @Test
    void urlOfAModelWithoutWeightsNamesTheMisspeltArgument() {
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_tiny?wieghts=best.pth")
                .build();
        assertThatThrownBy(criteria::loadModel)
                .isInstanceOf(ArgumentException.class)
                .hasMessageStartingWith("argument wieghts: there is none of this name. Did you mean weights?");
    }

    /** As DJL Serving loads a folder. */
    @Test
    void servingPropertiesAreRefused() throws Exception {
        Path model = folder.resolve("zepto");
        ModelFolder.write(model, Registry.builtin().find("inceptionnext_zepto"));
        Path properties = model.resolve("serving.properties");
        Files.writeString(properties, Files.readString(properties) + "top_k=3\nbatch_size=4\n");
        Criteria<Input, Output> criteria = Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optModelPath(model)
                .build();
        assertThatThrownBy(criteria::loadModel)
                .isInstanceOf(ArgumentException.class)
                .hasMessage("argument top_k: write it topK");
    }

    @Test
    void usersOwnTranslatorMayTakeWhatItLikes() throws Exception {
        for (Criteria<Image, Classifications> criteria : List.of(
                Models.criteria("inceptionnext_zepto", Image.class, Classifications.class)
                        .optTranslatorFactory(new ImageClassificationTranslatorFactory())
                        .optArgument("conf", "0.5")
                        .build(),
                Models.criteria("inceptionnext_zepto", Image.class, Classifications.class)
                        .optArgument("translatorFactory", ImageClassificationTranslatorFactory.class.getName())
                        .optArgument("conf", "0.5")
                        .build())) {
            try (ZooModel<Image, Classifications> model = criteria.loadModel();
                    Predictor<Image, Classifications> predictor = model.newPredictor()) {
                Image cat = new ExactImageFactory().fromFile(Path.of("docs/images/cat.png"));
                assertThat(predictor.predict(cat).best().getClassName()).isEqualTo("cat");
            }
        }
    }

    @Test
    void translatorFactoryThatDjlWouldNotFindIsRefused() {
        Criteria<Image, Classifications> criteria = Models.criteria(
                        "inceptionnext_zepto", Image.class, Classifications.class)
                .optArgument("translatorFactory", "no.Such")
                .build();
        assertThatThrownBy(criteria::loadModel)
                .isInstanceOf(ArgumentException.class)
                .hasMessage(
                        "argument translatorFactory: found \"no.Such\", allowed a class on the class path that implements"
                                + " ai.djl.translate.TranslatorFactory");
    }

    @Test
    void gpuThatIsNotThereIsSaidInOneSentence() {
        Assumptions.assumeFalse(CudaUtils.hasCuda());
        for (Criteria<Path, Classifications> criteria : List.of(
                Models.criteria("inceptionnext_zepto", Path.class, Classifications.class)
                        .optDevice(Device.gpu())
                        .build(),
                Criteria.builder()
                        .setTypes(Path.class, Classifications.class)
                        .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                        .optDevice(Device.gpu())
                        .build())) {
            assertThatThrownBy(criteria::loadModel)
                    .isInstanceOf(UnavailableDeviceException.class)
                    .hasMessage("gpu was asked for, and the PyTorch library in use sees 0 GPUs");
        }
    }

    @Test
    void builderHasAMethodForEveryArgument() {
        Set<String> methods = Arrays.stream(InceptionNextArguments.Builder.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("opt"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> arguments = Arguments.all().stream()
                .map(argument -> "opt"
                        + argument.name().substring(0, 1).toUpperCase(Locale.ROOT)
                        + argument.name().substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods).isEqualTo(arguments);
    }

    @Test
    void builtArgumentsLoadAModel() throws Exception {
        InceptionNextArguments arguments = InceptionNextArguments.builder()
                .optTopK(2)
                .optPreset("upstream")
                .build();
        assertThat(arguments.toMap()).containsExactly(Map.entry("topK", "2"), Map.entry("preset", "upstream"));
        try (ZooModel<Path, Classifications> model = Models.criteria(
                                "inceptionnext_zepto", Path.class, Classifications.class)
                        .optArguments(arguments.forCriteria())
                        .build()
                        .loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(Path.of("docs/images/cat.png")).<Classifications.Classification>topK())
                    .hasSize(2);
        }
    }

    @Test
    void documentationHasTheTableOfTheDefinitions() throws Exception {
        assertThat(Files.readString(DOCUMENTATION)).contains(table());
    }

    /** What stands in the documentation. */
    static String table() {
        StringBuilder table =
                new StringBuilder("| argument | of | meaning | values | default |\n|---|---|---|---|---|\n");
        for (Argument<?> argument : Arguments.all()) {
            String tasks = Arrays.stream(Task.values())
                    .filter(argument.tasks()::contains)
                    .map(Task::toString)
                    .collect(Collectors.joining(", "));
            table.append(String.format(
                    "| `%s` | %s | %s | %s | %s |%n",
                    argument.name(),
                    tasks,
                    argument.description(),
                    argument.type().allowed(),
                    argument.otherwise()));
        }
        return table.toString();
    }
}
