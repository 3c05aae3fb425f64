package org.inceptionnext.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.OnnxEnding;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.OnnxModel;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.NonMaximumSuppression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code inx convert}. */
class ConvertCommandTest {
    /** digestTD1 of the golden files' description. */
    private static final String PICO_DIGEST = "2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4";

    @TempDir
    Path folder;

    private static String golden(String name) {
        return GoldenCheckpoint.resource(name).toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static String digest(String file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Path.of(file))) {
            return TensorDigest.of(checkpoint.tensors().values());
        }
    }

    private static void convert(String... arguments) {
        List<String> all = new ArrayList<>(List.of("convert"));
        all.addAll(List.of(arguments));
        Outcome outcome = Outcome.of(all.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pico.pth",
                "pico_legacy.pth",
                "pico_protocol4.pth",
                "whole_module.pth",
                "pico.safetensors",
                "pico_module_prefix.pth",
                "pico_lightning.pth"
            })
    void everyWayToSaveAModelBecomesTheSameTwoFiles(String name) throws IOException {
        convert(golden(name), file("a.pth"));
        convert(golden(name), file("a.safetensors"));
        assertThat(digest(file("a.pth"))).isEqualTo(PICO_DIGEST);
        assertThat(digest(file("a.safetensors"))).isEqualTo(PICO_DIGEST);
        convert(golden("pico.pth"), file("b.pth"));
        assertThat(Path.of(file("a.pth"))).hasSameBinaryContentAs(Path.of(file("b.pth")));
    }

    @ParameterizedTest
    @CsvSource({"a.pth, b.safetensors, c.pth", "a.safetensors, b.pth, c.safetensors", "a.pth, b.pth, c.pth"})
    void convertingThereAndBackGivesTheSameBytes(String first, String second, String third) throws IOException {
        convert(golden("pico.pth"), file(first));
        convert(file(first), file(second));
        convert(file(second), file(third));
        assertThat(Path.of(file(third))).hasSameBinaryContentAs(Path.of(file(first)));
    }

    @Test
    void firstLineSaysWhatWasReadAndWritten() {
        Outcome outcome = Outcome.of("convert", golden("pico.pth"), file("pico.safetensors"), "--check");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("Converted weights of inceptionnext_pico for 10 classes from a torch.save zip archive to a"
                        + " safetensors file.\n")
                .contains("holds    114 tensors (105 F32, 9 I64)")
                .contains("checked  all tensors are the same, bit for bit; tensor digest " + PICO_DIGEST)
                .contains("checked  logits: largest difference ");
    }

    @Test
    void programsLearnTheSame() {
        JsonObject json = Outcome.of("convert", golden("pico.pth"), file("pico.pth"), "--check", "--json")
                .json()
                .get(0);
        assertThat(json.get("network").getAsString()).isEqualTo("inceptionnext_pico");
        assertThat(json.get("outFormat").getAsString()).isEqualTo("pth");
        assertThat(json.get("tensorCount").getAsInt()).isEqualTo(114);
        JsonObject check = json.getAsJsonObject("check");
        assertThat(check.get("passed").getAsBoolean()).isTrue();
        assertThat(check.get("tensorDigest").getAsString()).isEqualTo(PICO_DIGEST);
        assertThat(check.getAsJsonArray("outputs")
                        .get(0)
                        .getAsJsonObject()
                        .get("largestDifference")
                        .getAsDouble())
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @CsvSource({"float16, pico_half.pth", "bfloat16, pico_bfloat16.pth"})
    void narrowTypesAreRoundedAsTorchRounds(String dtype, String golden) throws IOException {
        convert(golden("pico.pth"), file("narrow.safetensors"), "--dtype", dtype, "--check");
        assertThat(digest(file("narrow.safetensors"))).isEqualTo(digest(golden(golden)));
    }

    @Test
    void torchScriptAnswersAsTheGoldens() {
        convert(golden("pico.pth"), file("pico.torchscript"), "--check");
        try (CompiledModule module = new CompiledModule(Path.of(file("pico.torchscript")))) {
            NetworkGolden.of("pico")
                    .cases()
                    .forEach(input -> input.check("inx convert, TorchScript", module.run(input)));
        }
    }

    @Test
    void onnxAnswersAsTheGoldens() {
        convert(golden("pico.pth"), file("pico.onnx"));
        try (OnnxModel model = new OnnxModel(Path.of(file("pico.onnx")))) {
            for (NetworkGolden.Case input : NetworkGolden.of("pico").cases()) {
                Map<String, float[]> outputs = model.run(input.input().shape(), input.inputElements());
                assertThat(outputs).containsOnlyKeys("logits");
                double ratio = input.expected("logits").ratio(outputs.get("logits"));
                System.out.printf("inx convert, ONNX %s: %.2f times torch's own error%n", input.id(), ratio);
                assertThat(ratio).isLessThanOrEqualTo(NetworkGolden.TOLERANCE);
            }
        }
    }

    @Test
    void detectorsBecomeEveryFormat() throws IOException {
        String detector = golden("yolov5n-w0625-stripped.pt");
        convert(detector, file("a.safetensors"), "--check");
        assertThat(digest(file("a.safetensors"))).isEqualTo(digest(detector));
        Outcome module = Outcome.of("convert", detector, file("a.torchscript"), "--check", "--json");
        assertThat(module.exitCode()).isZero();
        assertThat(module.json().get(0).getAsJsonArray("classNames"))
                .hasSize(4)
                .anyMatch(name -> name.getAsString().equals("café"));
        List<Long> shape = List.of(1L, 3L, 64L, 96L);
        float[] image = new float[3 * 64 * 96];
        convert(detector, file("a.onnx"));
        convert(detector, file("raw.onnx"), "--raw");
        try (OnnxModel decoded = new OnnxModel(Path.of(file("a.onnx")));
                OnnxModel raw = new OnnxModel(Path.of(file("raw.onnx")))) {
            assertThat(decoded.shapes(shape, image)).containsExactly(Map.entry("predictions", List.of(1L, 378L, 9L)));
            assertThat(raw.shapes(shape, image))
                    .containsExactly(
                            Map.entry("raw_0", List.of(1L, 3L, 8L, 12L, 9L)),
                            Map.entry("raw_1", List.of(1L, 3L, 4L, 6L, 9L)),
                            Map.entry("raw_2", List.of(1L, 3L, 2L, 3L, 9L)));
        }
    }

    @Test
    void classifierHandsOutProbabilitiesOrItsEmbedding() {
        convert(golden("pico.pth"), file("logits.onnx"), "--output", "logits");
        convert(golden("pico.pth"), file("probabilities.onnx"), "--output", "probabilities");
        convert(golden("pico.pth"), file("embedding.onnx"), "--output", "embedding");
        try (OnnxModel logits = new OnnxModel(Path.of(file("logits.onnx")));
                OnnxModel softmax = new OnnxModel(Path.of(file("probabilities.onnx")));
                OnnxModel embedding = new OnnxModel(Path.of(file("embedding.onnx")))) {
            for (NetworkGolden.Case input : NetworkGolden.of("pico").cases()) {
                Map<String, float[]> features = embedding.run(input.input().shape(), input.inputElements());
                assertThat(features).containsOnlyKeys("embedding");
                assertThat(input.expected("embedding").ratio(features.get("embedding")))
                        .isLessThanOrEqualTo(NetworkGolden.TOLERANCE);
                Map<String, float[]> shares = softmax.run(input.input().shape(), input.inputElements());
                assertThat(shares).containsOnlyKeys("probabilities");
                float[] scores = only(logits.run(input.input().shape(), input.inputElements()));
                assertThat(shares.get("probabilities"))
                        .containsExactly(
                                softmax(scores, input.input().shape().get(0).intValue()), within(1e-6f));
            }
        }
    }

    private static float[] softmax(float[] logits, int batch) {
        float[] shares = new float[logits.length];
        int classes = logits.length / batch;
        for (int picture = 0; picture < batch; picture++) {
            double sum = 0;
            for (int i = picture * classes; i < (picture + 1) * classes; i++) {
                sum += Math.exp(logits[i]);
            }
            for (int i = picture * classes; i < (picture + 1) * classes; i++) {
                shares[i] = (float) (Math.exp(logits[i]) / sum);
            }
        }
        return shares;
    }

    @Test
    void detectorsFileSuppressesAsDetectDoes() throws IOException, UnknownModelException {
        Path detector = GoldenCheckpoint.resource("yolov5n-w0625-stripped.pt");
        convert(detector.toString(), file("all.onnx"));
        convert(detector.toString(), file("nms.onnx"), "--nms");
        List<Long> shape = List.of(2L, 3L, 64L, 96L);
        float[] images = new float[2 * 3 * 64 * 96];
        for (int i = 0; i < images.length; i++) {
            images[i] = (i * 7919 % 256) / 255f;
        }
        try (OnnxModel nms = new OnnxModel(Path.of(file("nms.onnx")))) {
            assertThat(nms.shapes(shape, images)).containsExactly(Map.entry("detections", List.of(0L, 7L)));
        }
        float[] rows;
        try (OnnxModel all = new OnnxModel(Path.of(file("all.onnx")))) {
            rows = only(all.run(shape, images));
        }
        // This network was never trained: its scores are small.
        DetectionOptions options = new DetectionOptions(0.001, 0.45, 30, false, false, Set.of());
        Path low = folder.resolve("low.onnx");
        try (Recognition recognition = Recogniser.open(detector, RecognitionRequest.ANY)) {
            OnnxEnding ending =
                    new OnnxEnding.Suppression(options.confidence(), options.iou(), options.maxDetections());
            Onnx.write(recognition.require().weights(), ending, DType.F32, Map.of(), low);
        }
        List<Float> expected = suppressed(rows, options);
        System.out.println("convert --nms: " + expected.size() / 7 + " detections in 2 pictures");
        assertThat(expected).hasSizeGreaterThan(7 * 10);
        List<Float> found = new ArrayList<>();
        try (OnnxModel nms = new OnnxModel(low)) {
            for (float number : only(nms.run(shape, images))) {
                found.add(number);
            }
        }
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("number %d", i).isCloseTo(expected.get(i), within(1e-4f));
        }
    }

    /** Returns the only output of a network. */
    private static float[] only(Map<String, float[]> outputs) {
        assertThat(outputs).hasSize(1);
        return outputs.values().iterator().next();
    }

    private static List<Float> suppressed(float[] rows, DetectionOptions options) {
        int columns = 9;
        int boxes = rows.length / 2 / columns;
        NonMaximumSuppression suppression = NonMaximumSuppression.of(options, columns - 5);
        List<Float> detections = new ArrayList<>();
        for (int picture = 0; picture < 2; picture++) {
            for (Detection each :
                    suppression.apply(FloatBuffer.wrap(rows), picture * boxes * columns, boxes, columns)) {
                Box box = each.box();
                detections.addAll(List.of((float) picture, box.x1(), box.y1(), box.x2(), box.y2()));
                detections.addAll(List.of(each.score(), (float) each.classIndex()));
            }
        }
        return detections;
    }

    @Test
    void keyChoosesWhichWeightsAreWritten() throws IOException {
        convert(golden("pico_wrapped_ema.pth"), file("chosen.pth"), "--key", "state_dict");
        assertThat(digest(file("chosen.pth"))).isEqualTo(PICO_DIGEST);
        Outcome average = Outcome.of("convert", golden("pico_wrapped_ema.pth"), file("average.pth"));
        assertThat(average.out()).contains("taken from  state_dict_ema; the file also has state_dict (--key)");
        assertThat(digest(file("average.pth"))).isNotEqualTo(PICO_DIGEST);
    }

    @Test
    void tensorsThatAreNotTakenAndTiedOnesAreToldOf() {
        Path out = folder.resolve("out.safetensors");
        Outcome partial = Outcome.of(
                "convert", "--object", "src/test/resources/cases/checkpoints/tensor-in-partial.pt", out.toString());
        assertThat(partial.exitCode()).isZero();
        assertThat(partial.out()).contains("left out", "not taken: 1 tensor inside objects of 'functools.partial'");
        Outcome tied = Outcome.of("convert", "src/test/resources/cases/checkpoints/tied.pth", out.toString(), "--json");
        assertThat(tied.json().get(0).get("tiedTensors").getAsInt()).isEqualTo(1);
        assertThat(tied.json().get(0).getAsJsonArray("leftOut")).isEmpty();
        assertThat(Outcome.of("convert", "src/test/resources/cases/checkpoints/tied.pth", out.toString())
                        .out())
                .contains("1 tensor is the same elements as another, and written once more for each name");
    }

    @Test
    void packedFloatsAreCarriedToSafetensors() {
        String in = "src/test/resources/cases/checkpoints/float4.pt";
        Outcome inspected = Outcome.of("inspect", in);
        assertThat(inspected.exitCode()).isEqualTo(6);
        assertThat(inspected.err())
                .contains("tensor 'w' of float4_e2m1fn_x2", "opy the bytes to a safetensors file with inx convert");
        String out = folder.resolve("out.safetensors").toString();
        assertThat(Outcome.of("convert", in, out, "--check").out()).contains("1 tensors (1 F4)", "bit for bit");
        assertThat(Outcome.of("inspect", out, "--tensors").out()).containsPattern("w +F4 +\\[2, 16\\]");
    }

    @Test
    void nameThatSafetensorsKeepsIsRefusedAndNothingWritten() {
        Path out = folder.resolve("out.safetensors");
        Outcome outcome =
                Outcome.of("convert", "src/test/resources/cases/checkpoints/name-metadata.pt", out.toString());
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).contains("safetensors keeps the name '__metadata__' for its own use");
        assertThat(out).doesNotExist();
    }

    @Test
    void keyThatDoesNotExistNamesThoseThatDo() {
        Path out = folder.resolve("out.safetensors");
        Outcome none =
                Outcome.of("convert", "src/test/resources/cases/checkpoints/tied.pth", out.toString(), "--key", "ema");
        assertThat(none.exitCode()).isEqualTo(6);
        assertThat(none.err())
                .contains("nothing under the key 'ema'", "o part with a key that holds weights: leave the key out");
    }

    @Test
    void nameOfAModelIsItsPublishedWeights() {
        Outcome outcome = Outcome.of("convert", "InceptionNeXt-zepto", file("zepto.pth"), "--dtype", "float32");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("Converted weights of inceptionnext_zepto for 10 classes");
        assertThat(Outcome.of("classify", "-w", file("zepto.pth"), "docs/images/cat.png", "-k", "1")
                        .out())
                .contains("cat");
    }

    @Test
    void weightsOfAnyNetworkBecomeTensorsAndNoModule() throws IOException {
        Path foreign = folder.resolve("foreign.safetensors");
        SafetensorsWriter.write(foreign, List.of(Tensors.ofFloats("w", List.of(2L), new float[] {1, 2})), Map.of());
        Outcome tensors = Outcome.of("convert", foreign.toString(), file("foreign.pth"), "--check");
        assertThat(tensors.exitCode()).isZero();
        assertThat(tensors.out())
                .startsWith("Converted weights of a network that is not registered here")
                .contains("bit for bit", "not run, since it is not known which network");
        Outcome module = Outcome.of("convert", foreign.toString(), file("foreign.onnx"));
        assertThat(module.exitCode()).isEqualTo(6);
        assertThat(module.err()).contains("these weights fit no registered network", "--model NAME");
        assertThat(folder.resolve("foreign.onnx")).doesNotExist();
    }

    @Test
    void metadataOfSafetensorsStay() throws IOException {
        Path source = folder.resolve("source.safetensors");
        Tensor tensor = Tensors.ofFloats("w", List.of(1L), new float[1]);
        SafetensorsWriter.write(source, List.of(tensor), Map.of("author", "somebody"));
        convert(source.toString(), file("copy.safetensors"));
        try (Checkpoint copy = Checkpoint.open(Path.of(file("copy.safetensors")))) {
            assertThat(copy.metadata()).isEqualTo(Map.of("author", "somebody", "format", "pt"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere.pth out.pth | 3 | no such file, and no model of that name: nowhere.pth | ''",
                "PICO out.foo | 2 | which format? | say the format with --to",
                "PICO . | 3 | a folder, where a file is to be written | ''",
                "PICO no/such/folder/out.pth | 3 | no such folder | ''",
                "PICO PICO --to pth | 2 | is the file that is read | ''",
                "PICO out.pth --model inceptionnext_atto | 6 | does not fit inceptionnext_atto: | missing: stages.0",
                "PICO out.pth --num-classes 12 | 6 | head.fc2.weight is F32[10, | the network needs F32[12,",
                "PICO out.pth --num-classes 0 | 2 | --num-classes must be at least 1 | ''",
                "PICO out.pth --dtype int4 | 2 | expected one of [float32, bfloat16, float16, int8] | ''",
                "PICO out.pth --dtype int8 | 2 | not rounded to int8 by themselves | Run: inx quantize",
                "PICO out.onnx --dtype int8 | 2 | the weights state none | Run: inx quantize",
                "PICO out.torchscript --raw | 2 | --raw is for a detector's ONNX file | ''",
                "PICO out.onnx --raw | 2 | --raw is for a detector's ONNX file | ''",
                "PICO out.onnx --nms | 2 | --nms is for a detector's ONNX file | ''",
                "PICO out.pth --output embedding | 2 | --output is for a classifier's ONNX file | ''",
                "PICO out.onnx --output probabilities --check | 2 | --check compares what networks compute | ''",
                "PICO out.onnx --dtype bfloat16 | 2 | float32 or float16, not in bfloat16 | ''",
                "PICO out.onnx --check | 2 | needs ONNX Runtime | mvn -B -ntp -Ponnxruntime -DskipTests package",
                "PICO out.pth --key state_dict | 6 | no part under a key 'state_dict' | ''",
                "inceptionnext_zepto out.pth --object | 2 | no file of yours is named | ''",
                "PICO | 2 | Missing required parameter: 'OUT' | ''",
            })
    void whatMakesNoSenseIsRefusedAndNothingWritten(String command, int exitCode, String message, String advice)
            throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("convert"),
                        Stream.of(command.split(" ", -1))
                                .map(word -> word.equals("PICO") ? golden("pico.safetensors") : word)
                                .map(word -> word.startsWith("out.") ? file(word) : word))
                .toArray(String[]::new);
        Outcome outcome = Outcome.of(arguments);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(message, advice);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fileIsNeverWrittenOverItselfByWhateverName() throws IOException {
        Path source = Files.copy(GoldenCheckpoint.resource("pico.pth"), folder.resolve("source.pth"));
        Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.pth"), source);
        Path hard = Files.createLink(folder.resolve("hard.pth"), source);
        for (Path out : List.of(source, symbolic, hard, folder.resolve("./source.pth"))) {
            Outcome outcome = Outcome.of("convert", source.toString(), out.toString());
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("is the file that is read");
        }
        assertThat(source).hasSameBinaryContentAs(GoldenCheckpoint.resource("pico.pth"));
    }

    @Test
    void symbolicLinkStaysOneAndItsFileIsReplaced() throws IOException {
        Path behind = Files.writeString(folder.resolve("behind.safetensors"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), behind);
        convert(golden("pico.pth"), link.toString());
        assertThat(link).isSymbolicLink();
        assertThat(digest(behind.toString())).isEqualTo(PICO_DIGEST);
        Files.delete(behind);
        assertThat(Outcome.of("convert", golden("pico.pth"), link.toString()).err())
                .contains("a symbolic link to nothing");
    }

    @Test
    void failureInTheMiddleLeavesWhatWasThere() throws IOException {
        Path out = Files.writeString(folder.resolve("out.safetensors"), "old");
        // Torch's complex128 has no name in safetensors.
        Outcome outcome = Outcome.of("convert", golden("odd_tensors.pth"), out.toString());
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).contains("safetensors has no complex128, the type of 'complex128'", ".pth");
        assertThat(out).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(out);
        }
    }

    @Test
    void temporaryFileOfAKilledConversionIsRemovedByTheNext() throws IOException {
        Path left = Files.writeString(folder.resolve(".out.pth.0123456789abcdef.tmp"), "half");
        Path other = Files.writeString(folder.resolve(".other.pth.0123456789abcdef.tmp"), "half");
        convert(golden("pico.pth"), file("out.pth"));
        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void resultThatAnswersOtherwiseFailsTheCheck() throws Exception {
        Path out = folder.resolve("out.safetensors");
        convert(golden("pico_wrapped_ema.pth"), out.toString());
        try (Recognition source = Recogniser.open(GoldenCheckpoint.resource("pico.pth"), RecognitionRequest.ANY)) {
            KnownNetwork network = KnownNetwork.of(source.require());
            Conversion conversion = new Conversion(
                    source,
                    Optional.of(network),
                    Optional.empty(),
                    List.of(OutputKind.LOGITS),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty());
            ConversionCheck check = ConversionCheck.of(conversion, new ConversionTarget(out, TargetFormat.safetensors));
            assertThat(check.passed()).isFalse();
            assertThat(check.tensors().orElseThrow().equal()).isFalse();
            ConversionCheck.OutputDifference logits = check.outputs().get(0);
            System.out.printf("another model's logits: %.3g, allowed %.3g%n", logits.largest(), logits.bound());
            assertThat(logits.isWithinBound()).isFalse();
            ConversionReport report = new ConversionReport(
                    conversion, new ConversionTarget(out, TargetFormat.safetensors), 1, Optional.of(check));
            assertThat(report.lines())
                    .anyMatch(line -> line.contains("WRONG: the tensors are not the same"))
                    .anyMatch(line -> line.contains("WRONG: logits: largest difference"));
        }
    }

    @Test
    void numbersThatAreNoneFailTheCheck() {
        assertThat(new ConversionCheck.OutputDifference("logits", Double.NaN, 1).isWithinBound())
                .isFalse();
    }

    /** Both folders of docs/convert.md, their {@code serving.properties} taken from there, loaded as DJL Serving does. */
    @ParameterizedTest
    @CsvSource({"library, mine.safetensors, safetensors", "plain, tiny.pt, torchscript"})
    void folderOfTheDocumentationIsServed(String block, String weights, String format) throws Exception {
        Path served = Files.createDirectory(folder.resolve("tiny"));
        convert("inceptionnext_zepto", served.resolve(weights).toString(), "--to", format);
        String page = Files.readString(Path.of("docs/convert.md"));
        Matcher properties =
                Pattern.compile("(?s)```properties " + block + "\n(.*?)```").matcher(page);
        assertThat(properties.find()).isTrue();
        Files.writeString(
                served.resolve("serving.properties"),
                properties
                        .group(1)
                        .replace("inceptionnext_tiny", "inceptionnext_zepto")
                        .replace("=224", "=64")
                        .replace("=256", "=64"));
        if (block.equals("plain")) {
            Files.copy(Path.of("zoo/labels/cifar10.txt"), served.resolve("synset.txt"));
        }
        Criteria<Input, Output> criteria = Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optModelPath(served)
                .build();
        try (ZooModel<Input, Output> model = criteria.loadModel();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            Input request = new Input();
            request.add("data", Files.readAllBytes(Path.of("docs/images/cat.png")));
            String answer = predictor.predict(request).getData().getAsString();
            assertThat(JsonParser.parseString(answer)
                            .getAsJsonArray()
                            .get(0)
                            .getAsJsonObject()
                            .get("className")
                            .getAsString())
                    .isEqualTo("cat");
        }
    }
}
