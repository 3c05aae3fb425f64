package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.testing.PicturesGolden;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --format} and {@code --output} write. */
class ResultFormatsTest {
    private static final String PICO = PicturesFixture.PICO.toString();
    private static final PicturesGolden GOLDEN = PicturesGolden.read();

    @TempDir
    Path folder;

    private Path pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        PicturesFixture.writePictures(pictures, 3);
        Files.writeString(pictures.resolve("no \"picture\", this.jpg"), "text");
    }

    private Outcome run(String command, String... options) {
        return Outcome.of(Stream.concat(Stream.of(command, "-w", PICO, pictures.toString()), Arrays.stream(options))
                .toArray(String[]::new));
    }

    @Test
    void csvSaysWhatJsonSays() throws IOException {
        Outcome json = run("classify", "--json", "-k", "2");
        Path file = folder.resolve("deep/er/classes.csv");
        Outcome csv = run("classify", "-k", "2", "-o", file.toString());
        assertThat(csv.exitCode()).isEqualTo(8);
        assertThat(csv.out()).isEmpty();
        assertThat(csv.err()).contains("no \"picture\", this.jpg");
        List<String> expected = new ArrayList<>(List.of("file,rank,class,probability,error"));
        for (JsonObject line : json.json()) {
            String name = line.get("file").getAsString();
            JsonElement error = line.get("error");
            if (error != null) {
                expected.add(quoted(name) + ",,,," + quoted(error.getAsString()));
                continue;
            }
            int rank = 0;
            for (JsonElement each : line.getAsJsonArray("classes")) {
                JsonObject one = each.getAsJsonObject();
                expected.add(name + "," + ++rank + "," + one.get("className").getAsString() + ","
                        + one.get("probability").getAsString() + ",");
            }
        }
        assertThat(Files.readString(file)).isEqualTo(String.join("\r\n", expected) + "\r\n");
        assertThat(run("classify", "-k", "2", "--format", "csv").out()).isEqualTo(Files.readString(file));
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl"})
    void runThatWasBrokenOffGoesOn(String format) throws IOException {
        Path file = folder.resolve("classes." + format);
        run("classify", "-k", "2", "-o", file.toString());
        byte[] whole = Files.readAllBytes(file);
        Path part = folder.resolve("classes." + format + ".part");
        for (int cut : new int[] {0, 10, 60, whole.length / 2, whole.length - 40, whole.length - 1, whole.length}) {
            Files.deleteIfExists(file);
            Files.write(part, Arrays.copyOf(whole, cut));
            Outcome resumed = run("classify", "-k", "2", "-o", file.toString(), "--resume");
            assertThat(Files.readString(file))
                    .as("cut at %d", cut)
                    .isEqualTo(new String(whole, StandardCharsets.UTF_8));
            assertThat(part).doesNotExist();
            assertThat(resumed.out()).isEmpty();
        }
    }

    @Test
    void whatWasBrokenOffIsNotWrittenOver() throws IOException {
        Path part = Files.writeString(folder.resolve("x.csv.part"), "file,rank\r\n");
        Outcome outcome = run("classify", "-o", folder.resolve("x.csv").toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("x.csv.part is there").contains("--resume");
        assertThat(part).hasContent("file,rank\r\n");
    }

    @Test
    void numpysMatrixHasTheVectorsAndAListOfFiles() throws IOException {
        Path file = folder.resolve("vectors.npy");
        assertThat(run("embed", "-o", file.toString()).exitCode()).isEqualTo(8);
        List<JsonObject> json = run("embed", "--json").json();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = Arrays.copyOf(bytes.array(), 128);
        assertThat(new String(header, StandardCharsets.ISO_8859_1))
                .startsWith("\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (3, ")
                .endsWith("\n");
        bytes.position(128);
        List<String> names = new ArrayList<>();
        for (JsonObject line : json) {
            if (line.get("embedding") == null) {
                continue;
            }
            names.add(line.get("file").getAsString());
            for (JsonElement number : line.getAsJsonArray("embedding")) {
                assertThat(bytes.getFloat()).isEqualTo(number.getAsFloat());
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
        JsonArray listed = JsonParser.parseString(Files.readString(folder.resolve("vectors.npy.files.json")))
                .getAsJsonArray();
        assertThat(listed.asList().stream().map(JsonElement::getAsString)).containsExactlyElementsOf(names);
    }

    @Test
    void normalizedVectorsHaveTheLengthOne() {
        for (JsonObject line : run("embed", "--normalize", "--json").json()) {
            if (line.has("embedding")) {
                double squares = line.getAsJsonArray("embedding").asList().stream()
                        .mapToDouble(each -> Math.pow(each.getAsDouble(), 2))
                        .sum();
                assertThat(squares).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void parquetHasListsOfFloatsAndEmptyCells() throws IOException {
        Path file = folder.resolve("vectors.parquet");
        run("embed", "-o", file.toString());
        List<JsonObject> json = run("embed", "--json").json();
        try (ParquetReader<Group> reader = new Reader(new LocalInputFile(file)).build()) {
            for (JsonObject line : json) {
                Group row = reader.read();
                assertThat(row.getString("file", 0)).isEqualTo(line.get("file").getAsString());
                if (line.has("error")) {
                    assertThat(row.getString("error", 0))
                            .isEqualTo(line.get("error").getAsString());
                    assertThat(row.getFieldRepetitionCount("embedding")).isZero();
                    continue;
                }
                assertThat(row.getFieldRepetitionCount("error")).isZero();
                Group list = row.getGroup("embedding", 0);
                JsonArray expected = line.getAsJsonArray("embedding");
                assertThat(list.getFieldRepetitionCount(0)).isEqualTo(expected.size());
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(list.getGroup(0, i).getFloat(0, 0))
                            .isEqualTo(expected.get(i).getAsFloat());
                }
            }
            assertThat(reader.read()).isNull();
        }
    }

    /** Parquet's own reader of any table. */
    private static final class Reader extends ParquetReader.Builder<Group> {
        Reader(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected GroupReadSupport getReadSupport() {
            return new GroupReadSupport();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolo", "coco"})
    void foundBoxesAreADataSet(String format) throws IOException {
        String weights = PicturesGolden.temporaryWeights("pico.safetensors").toString();
        String picture = GOLDEN.pictures().get(1).file().toString();
        String[] arguments = {"detect", "-w", weights, "--conf", "0.001", "--max-det", "5", picture};
        Path set = folder.resolve("set");
        Outcome written = Outcome.of(
                Stream.concat(Arrays.stream(arguments), Stream.of("--format", format, "--output", set.toString()))
                        .toArray(String[]::new));
        assertThat(written.err()).doesNotContain("inx:");
        JsonArray found = Outcome.of(Stream.concat(Arrays.stream(arguments), Stream.of("--json"))
                        .toArray(String[]::new))
                .json()
                .get(0)
                .getAsJsonArray("detections");
        DetectionSet data = DetectionSet.open(set, DetectionOptions.DEFAULT);
        assertThat(data.format()).isEqualTo(DetectionFormat.valueOf(format.toUpperCase(Locale.ROOT)));
        List<BoxedPicture> read = data.pictures(Split.TRAIN);
        assertThat(read).hasSize(1);
        assertThat(read.get(0).boxes()).hasSameSizeAs(found).isNotEmpty();
        for (int i = 0; i < found.size(); i++) {
            JsonObject expected = found.get(i).getAsJsonObject();
            assertThat(read.get(0).boxes().get(i).x())
                    .isCloseTo(expected.get("x1").getAsDouble(), within(1e-3));
            assertThat(read.get(0).boxes().get(i).classIndex())
                    .isEqualTo(expected.get("classIndex").getAsInt());
        }
    }

    @Test
    void picturesAreSortedIntoFoldersOfTheirClasses() throws IOException {
        Path sorted = folder.resolve("sorted");
        run("classify", "--sort-into", sorted.toString());
        Outcome outcome = run("classify", "--sort-into", sorted.toString(), "--sort-links", "--json", "-k", "1");
        for (JsonObject line : outcome.json()) {
            Path picture = Path.of(line.get("file").getAsString());
            if (line.has("error")) {
                continue;
            }
            String className = line.getAsJsonArray("classes")
                    .get(0)
                    .getAsJsonObject()
                    .get("className")
                    .getAsString();
            Path copy = sorted.resolve(className).resolve(picture.getFileName());
            assertThat(copy).hasSameBinaryContentAs(picture);
            String name = picture.getFileName().toString();
            Path link = copy.resolveSibling(name.replaceFirst("(\\.[^.]*)$", "-2$1"));
            assertThat(Files.readSymbolicLink(link)).isEqualTo(picture.toAbsolutePath());
        }
    }

    @Test
    void formatsThatMakeNoSenseAreRefused() {
        assertThat(run("classify", "--format", "npy", "-o", "x").err()).contains("not for this command", "parquet");
        assertThat(run("embed", "--format", "npy").err()).contains("not written to standard output");
        assertThat(run("embed", "-o", "x.bin").err()).contains("x.bin").contains("--format");
        assertThat(run("classify", "--resume").err()).contains("--resume").contains("--output");
        assertThat(run("classify", "--json", "--format", "csv").err()).contains("--json means");
        assertThat(run("classify", "--sort-links").err()).contains("--sort-into");
    }
}
