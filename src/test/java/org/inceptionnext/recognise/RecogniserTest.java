package org.inceptionnext.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.registry.UnknownModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecogniserTest {
    private static final String PICO = "inceptionnext_pico";

    @TempDir
    private Path folder;

    // ---- which network, under which prefix

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "module.",
                "module._orig_mod.",
                "_orig_mod.module.",
                "timm_model.",
                "model.module._orig_mod.",
                "net.encoder.backbone.",
                "my.own.wrapper."
            })
    void networkIsFoundUnderAnyStackOfPrefixes(String prefix) throws Exception {
        Path file = Cases.write(folder.resolve("a.safetensors"), Cases.under(prefix, Cases.weights(PICO, 7, 3)));
        try (Recognition recognition = open(file)) {
            RecognisedModel model = recognition.require(Use.CLASSIFY);
            assertThat(model.registeredName()).hasValue(PICO);
            assertThat(model.options()).isEqualTo(new NetworkOptions(7, 3));
            assertThat(model.prefix()).isEqualTo(prefix);
            assertThat(model.leftOut()).isEmpty();
            assertThat(recognition.tensors())
                    .containsOnlyKeys(Cases.weights(PICO, 7, 3).keySet());
        }
    }

    @Test
    void whatStandsBesideTheNetworkIsLeftOutAndNamed() throws Exception {
        List<Tensor> tensors = new ArrayList<>(Cases.under("model.", Cases.weights(PICO, 3, 3)));
        tensors.add(Tensors.ofFloats("criterion.pos_weight", List.of(3L), new float[] {1, 2, 3}));
        try (Recognition recognition = open(Cases.write(folder.resolve("a.safetensors"), tensors))) {
            RecognisedModel model = recognition.require(Use.CLASSIFY);
            assertThat(model.prefix()).isEqualTo("model.");
            assertThat(model.leftOut()).containsExactly("criterion.pos_weight");
        }
    }

    @Test
    void movingAverageBesideTheNetworkIsNamedAndCanBeChosen() throws Exception {
        List<Tensor> tensors = new ArrayList<>(Cases.under("model_ema.module.", Cases.weights(PICO, 3, 3)));
        tensors.addAll(Cases.under("model.", Cases.weights(PICO, 3, 3)));
        Path file = Cases.write(folder.resolve("a.safetensors"), tensors);
        try (Recognition recognition = open(file)) {
            assertThat(recognition.require().prefix()).isEqualTo("model.");
            assertThat(recognition.require().otherPrefixes()).containsExactly("model_ema.module.");
            assertThat(recognition.require().leftOut())
                    .hasSize(tensors.size() / 2)
                    .allMatch(name -> name.startsWith("model_ema.module."));
        }
        try (Recognition recognition = Recogniser.open(file, RecognitionRequest.ANY.withPrefix("model_ema.module"))) {
            assertThat(recognition.require().prefix()).isEqualTo("model_ema.module.");
        }
        try (Recognition recognition = Recogniser.open(file, RecognitionRequest.ANY.withPrefix("other"))) {
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(recognition::require)
                    .withMessageContaining("no registered network's names begin with 'other.'");
        }
    }

    @Test
    void tensorInsideTheNetworkThatIsNotItsMakesItAnother() throws Exception {
        Map<String, Tensor> tensors = Cases.weights(PICO, 3, 3);
        tensors.put("stages.0.extra", Tensors.ofFloats("stages.0.extra", List.of(1L), new float[] {1}));
        Path file = Cases.write(folder.resolve("a.safetensors"), new ArrayList<>(tensors.values()));
        try (Recognition recognition = open(file)) {
            assertThatExceptionOfType(WeightMismatchException.class)
                    .isThrownBy(recognition::require)
                    .withMessageContaining("does not fit " + PICO)
                    .withMessageContaining("unexpected: 'stages.0.extra'");
        }
    }

    @Test
    void countersThatInferenceDoesNotReadMayBeMissing() throws Exception {
        Map<String, Tensor> tensors = Cases.weights(PICO, 3, 3);
        tensors.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
        Path file = Cases.write(folder.resolve("a.safetensors"), new ArrayList<>(tensors.values()));
        try (Recognition recognition = open(file)) {
            assertThat(recognition.require(Use.CLASSIFY).registeredName()).hasValue(PICO);
        }
    }

    @Test
    void baseIsNamedForBothSizes() throws Exception {
        Path file = folder.resolve("base.safetensors");
        Cases.write(
                file, new ArrayList<>(Cases.weights("inceptionnext_base", 2, 3).values()));
        try (Recognition recognition = open(file)) {
            assertThat(recognition.require().cards())
                    .extracting(ModelCard::name)
                    .containsExactly("inceptionnext_base", "inceptionnext_base_384");
        }
        try (Recognition recognition =
                Recogniser.open(file, RecognitionRequest.ANY.withModel("inceptionnext_base_384"))) {
            assertThat(recognition.require().cards())
                    .extracting(ModelCard::name)
                    .containsExactly("inceptionnext_base_384", "inceptionnext_base");
        }
    }

    // ---- what it is good for

    @Test
    void fileWithoutClassifierServesEmbeddings() throws Exception {
        Map<String, Tensor> tensors = Cases.weights(PICO, 3, 3);
        tensors.keySet().removeIf(name -> name.startsWith("head.fc2."));
        Path file = Cases.write(folder.resolve("a.safetensors"), new ArrayList<>(tensors.values()));
        try (Recognition recognition = open(file)) {
            RecognisedModel model = recognition.require(Use.EMBED);
            assertThat(model.options().numClasses()).isZero();
            assertThat(model.outputs())
                    .contains(OutputKind.EMBEDDING, OutputKind.PRE_LOGITS, OutputKind.PYRAMID)
                    .doesNotContain(OutputKind.LOGITS);
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.CLASSIFY))
                    .withMessageContaining("have no classifier, so they do not classify");
        }
    }

    @Test
    void fileWithoutHeadServesFeatureMaps() throws Exception {
        Map<String, Tensor> tensors = Cases.weights(PICO, 3, 3);
        tensors.keySet().removeIf(name -> name.startsWith("head."));
        Path file = Cases.write(folder.resolve("a.safetensors"), Cases.under("backbone.", tensors));
        try (Recognition recognition = open(file)) {
            RecognisedModel model = recognition.require(Use.PYRAMID);
            assertThat(model.outputs()).containsExactly(OutputKind.PYRAMID, OutputKind.EMBEDDING);
            assertThat(model.missing()).extracting(Parameter::name).contains("head.fc1.weight");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, takes 1 channel; a picture has 3", "10, takes 10 channels; a picture has 3"})
    void otherChannelsAreRefusedForPicturesAndSaid(int channels, String said) throws Exception {
        Path file = folder.resolve("a.safetensors");
        Cases.write(file, new ArrayList<>(Cases.weights(PICO, 3, channels).values()));
        try (Recognition recognition = open(file)) {
            assertThat(recognition.require().has(Use.CLASSIFY)).isTrue();
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.CLASSIFY))
                    .withMessageContaining(said)
                    .withMessageContaining("NDList");
        }
    }

    @Test
    void detectorOfFourChannelsIsRefusedForPictures() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/channels-4.pt"))) {
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.DETECT))
                    .withMessageContaining("takes 4 channels; a picture has 3");
        }
    }

    @Test
    void usesAreNotMixedUp() throws Exception {
        try (Recognition detector = open(Cases.file("detectors/plain.pt"));
                Recognition classifier = open(GoldenCheckpoint.resource("pico.pth"))) {
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> detector.require(Use.CLASSIFY))
                    .withMessageContaining("find objects in pictures")
                    .withMessageContaining("inx detect");
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> classifier.require(Use.DETECT))
                    .withMessageContaining("classify pictures (inceptionnext_pico)")
                    .withMessageContaining("inx classify");
        }
    }

    // ---- the file's own modules

    @Test
    void activationOfTheModulesIsTakenLayerByLayer() throws Exception {
        try (Recognition relu = open(Cases.file("detectors/activation-relu-in-modules.pt"));
                Recognition leaky = open(Cases.file("detectors/activation-leaky-in-modules.pt"));
                Recognition plain = open(Cases.file("detectors/plain.pt"))) {
            assertThat(activations(relu)).hasSize(9).containsOnly(new Activation(Function.RELU));
            assertThat(activations(leaky)).hasSize(9).containsOnly(new LeakyRelu(0.1));
            assertThat(activations(plain)).hasSize(9).containsOnly(new Activation(Function.SILU));
            assertThat(leaky.require().notes())
                    .containsExactly(
                            "activation LeakyReLU(0.1) of the file's modules, where the network has SiLU (9 layers)");
            assertThat(plain.require().notes()).isEmpty();
        }
    }

    private static List<Operation> activations(Recognition recognition) throws IOException {
        return recognition.require(Use.DETECT).weights().graph().nodes().stream()
                .map(Node::operation)
                .filter(operation -> operation instanceof Activation || operation instanceof LeakyRelu)
                .toList();
    }

    @Test
    void mergedDetectorIsBoundWithoutItsNormalisations() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/fused.pt"))) {
            RecognisedModel model = recognition.require(Use.DETECT);
            assertThat(model.weights().graph().nodes()).noneMatch(node -> node.operation() instanceof BatchNorm);
            assertThat(model.weights().tensors()).containsKey("model.0.conv.bias");
            assertThat(model.notes()).contains("convolution and batch normalisation are merged in the file");
        }
    }

    @Test
    void mergedStateDictIsFoundWithRowsFromItsOwnModel() throws Exception {
        Map<String, Tensor> merged = new LinkedHashMap<>();
        try (Recognition recognition = open(Cases.file("detectors/fused.pt"))) {
            merged.putAll(recognition.require().weights().tensors());
            Path file = folder.resolve("merged.safetensors");
            SafetensorsWriter.write(file, merged.values(), recognition.require().metadata(List.of(), Optional.empty()));
            try (Recognition again = open(file)) {
                assertThat(again.require(Use.DETECT).weights().graph())
                        .isEqualTo(recognition.require().weights().graph());
                assertThat(again.require().classNames().names()).containsExactly("a", "b", "c");
            }
        }
    }

    /** What the file's own modules say is no part of a state dict; it travels in the header. */
    @Test
    void activationOfTheModulesTravelsInASafetensorsHeader() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/activation-leaky-in-modules.pt"))) {
            RecognisedModel model = recognition.require(Use.DETECT);
            Map<String, String> texts = model.metadata(List.of(), Optional.empty());
            assertThat(texts)
                    .containsEntry("names", "{0: 'a', 1: 'b', 2: 'c'}")
                    .containsEntry("stride", "16")
                    .containsEntry("imgsz", "[640, 640]")
                    .containsEntry("task", "detect")
                    .containsEntry("batch", "1");
            Path file = folder.resolve("leaky.safetensors");
            SafetensorsWriter.write(file, model.weights().tensors().values(), texts);
            try (Recognition again = open(file)) {
                assertThat(again.require(Use.DETECT).weights().graph())
                        .isEqualTo(model.weights().graph());
                assertThat(activations(again)).hasSize(9).containsOnly(new LeakyRelu(0.1));
            }
        }
    }

    // ---- names of classes

    @ParameterizedTest
    @CsvSource({
        "plain, 'a,b,c'",
        "names-whole-numbers, '1126,21008,21010'",
        "names-yes-no, 'True,False,x'",
        "names-text-keys, 'a,b,c'",
        "names-three-of-five, 'a,b,c,class_3,class_4'"
    })
    void classesAreCalledWhatTheFileCallsThem(String file, String names) throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/" + file + ".pt"))) {
            assertThat(recognition.require(Use.DETECT).classNames().names()).containsExactly(names.split(",", -1));
        }
    }

    // ---- folders

    @Test
    void folderOfTimmSaysHowPicturesArePreparedAndWhatClassesAreCalled() throws Exception {
        Cases.write(
                folder.resolve("model.safetensors"),
                new ArrayList<>(Cases.weights(PICO, 3, 3).values()));
        Files.copy(Cases.file("classifier/config.json"), folder.resolve("config.json"));
        for (Path source : List.of(folder, folder.resolve("model.safetensors"))) {
            try (Recognition recognition = open(source)) {
                RecognisedModel model = recognition.require(Use.CLASSIFY);
                assertThat(model.classNames()).isEqualTo(new ClassNames(List.of("cat", "dog", "owl"), "config.json"));
                assertThat(model.picturesSource()).isEqualTo("config.json");
                assertThat(model.pictures().mean()).hasValue(List.of(0.5, 0.5, 0.5));
                assertThat(model.pictures().std()).hasValue(List.of(0.5, 0.5, 0.5));
                assertThat(model.pictures().height()).hasValue(192);
                assertThat(model.pictures().cropPct()).hasValue(1.0);
                assertThat(model.pictures().interpolation()).hasValue(Interpolation.BILINEAR);
            }
        }
    }

    @Test
    void wrongFieldOfAConfigIsNamed() throws Exception {
        Cases.write(
                folder.resolve("model.safetensors"),
                new ArrayList<>(Cases.weights(PICO, 3, 3).values()));
        Files.writeString(folder.resolve("config.json"), "{\"pretrained_cfg\": {\"interpolation\": \"lanczos\"}}");
        assertThatExceptionOfType(RecognitionException.class)
                .isThrownBy(() -> open(folder))
                .withMessage("config.json: interpolation is \"lanczos\"; allowed is bilinear, bicubic. "
                        + "Correct it, or take the file away to go without it");
    }

    @Test
    void shardsAreOneFile() throws Exception {
        List<Tensor> tensors = Cases.under("timm_model.", Cases.weights(PICO, 3, 3));
        int half = tensors.size() / 2;
        Cases.write(folder.resolve("model-00001-of-00002.safetensors"), tensors.subList(0, half));
        Cases.write(folder.resolve("model-00002-of-00002.safetensors"), tensors.subList(half, tensors.size()));
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < tensors.size(); i++) {
            map.append(i == 0 ? "" : ",")
                    .append("\"" + tensors.get(i).name() + "\":\"model-0000" + (i < half ? 1 : 2)
                            + "-of-00002.safetensors\"");
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"metadata\":{},\"weight_map\":{" + map + "}}");
        try (Recognition recognition = open(folder)) {
            assertThat(recognition.require(Use.CLASSIFY).prefix()).isEqualTo("timm_model.");
            assertThat(Objects.requireNonNull(
                                    recognition.require().weights().tensors().get("stem.0.bias"))
                            .floats())
                    .isEqualTo(Objects.requireNonNull(Cases.weights(PICO, 3, 3).get("stem.0.bias"))
                            .floats());
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"../../secret.safetensors\"}}");
        assertThatExceptionOfType(RecognitionException.class)
                .isThrownBy(() -> open(folder))
                .withMessageContaining("allowed is the name of a file beside the index");
    }

    @Test
    void folderWithSeveralFilesOrNoneIsRefused() throws Exception {
        assertThatExceptionOfType(RecognitionException.class)
                .isThrownBy(() -> open(folder))
                .withMessageContaining("a folder without weights. Looked for model.safetensors");
        Files.createFile(folder.resolve("best.pt"));
        Files.createFile(folder.resolve("last.pt"));
        assertThatExceptionOfType(RecognitionException.class)
                .isThrownBy(() -> open(folder))
                .withMessageContaining("a folder with several weight files: best.pt, last.pt. Name one");
    }

    // ---- what is known and not run

    @Test
    void yolov8IsNamedWithTheWayOut() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/family8.pt"))) {
            assertThat(recognition.refusal()).map(Refusal::reason).hasValue(Refusal.Reason.OTHER_FAMILY);
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.DETECT))
                    .withMessageContaining("YOLOv8 family")
                    .withMessageContaining("ONNX");
        }
    }

    @Test
    void prunedDetectorIsNamedAsOne() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/pruned.pt"))) {
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.DETECT))
                    .withMessageContaining("the shapes of 6 tensors are not those of the file's own rows")
                    .withMessageContaining("pruned");
        }
    }

    @Test
    void segmentationIsNamed() throws Exception {
        try (Recognition recognition = open(GoldenCheckpoint.resource("yolov5n-seg-w0625-stripped.pt"))) {
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(() -> recognition.require(Use.DETECT))
                    .withMessageContaining("segmentation is not supported");
        }
    }

    @Test
    void strangersTensorsFitNoNetwork() throws Exception {
        Tensor tensor = Tensors.ofFloats("linear.weight", List.of(2L, 1L), new float[] {1, 2});
        try (Recognition recognition = open(Cases.write(folder.resolve("a.safetensors"), List.of(tensor)))) {
            assertThat(recognition.model()).isEmpty();
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(recognition::require)
                    .withMessageStartingWith("a.safetensors: these weights fit no registered network");
        }
    }

    @Test
    void filesOfTheGoldensAreRecognisedAsBefore() throws Exception {
        for (String name : List.of("pico", "pico_half", "pico_lightning", "pico_wrapped_ema", "whole_module")) {
            try (Recognition recognition = open(GoldenCheckpoint.resource(name + ".pth"))) {
                assertThat(recognition.require(Use.CLASSIFY).registeredName())
                        .as(name)
                        .hasValue(PICO);
                assertThat(recognition.require().notes()).as(name).isEmpty();
            }
        }
        for (String name : List.of("pico-last", "pico-stripped", "yolov5n-w0625-stripped", "yolov5n-w0625-oldclass")) {
            try (Recognition recognition = open(GoldenCheckpoint.resource(name + ".pt"))) {
                RecognisedModel model = recognition.require(Use.DETECT);
                assertThat(model.registeredName().isPresent()).as(name).isEqualTo(name.startsWith("pico"));
                assertThat(model.classNames().names()).as(name).isNotEmpty();
            }
        }
    }

    private static Recognition open(Path file) throws IOException, UnknownModelException {
        return Recogniser.open(file, RecognitionRequest.ANY);
    }
}
