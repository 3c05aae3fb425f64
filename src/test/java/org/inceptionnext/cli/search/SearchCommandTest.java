package org.inceptionnext.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.testing.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inx embed --index} and {@code inx search}. */
class SearchCommandTest {
    private static final Path CIFAR = Path.of("src/test/resources/golden/cifar10");
    private static final String PICO = PicturesFixture.PICO.toString();

    /** Of a cosine in float32, added up in another order. */
    private static final double ROUNDING = 1e-5;

    @TempDir
    Path folder;

    private Path pictures;
    private Path index;

    @BeforeEach
    void writePictures() throws IOException {
        index = folder.resolve("photos.index");
        pictures = Files.createDirectory(folder.resolve("pictures"));
        PicturesFixture.writePictures(pictures, 6);
    }

    private static Outcome inx(Object... words) {
        return Outcome.of(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
    }

    private Outcome build(Object... more) {
        return inx(Stream.concat(Stream.of("embed", "--index", index), Arrays.stream(more))
                .toArray());
    }

    private static List<String> near(JsonObject line) {
        return line.getAsJsonArray("neighbours").asList().stream()
                .map(each -> each.getAsJsonObject().get("file").getAsString())
                .toList();
    }

    private static Map<String, double[]> unitVectors(List<JsonObject> lines) {
        Map<String, double[]> vectors = new LinkedHashMap<>();
        for (JsonObject line : lines) {
            double[] vector = line.getAsJsonArray("embedding").asList().stream()
                    .mapToDouble(JsonElement::getAsDouble)
                    .toArray();
            double length = Math.sqrt(dot(vector, vector));
            vectors.put(
                    line.get("file").getAsString(),
                    Arrays.stream(vector).map(number -> number / length).toArray());
        }
        return vectors;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Every picture of CIFAR-10 against all of them, compared with each product worked out. */
    @Test
    void nearestPicturesAreThoseOfAnExactComparison() {
        assertThat(build(CIFAR).exitCode()).isZero();
        Map<String, double[]> vectors =
                unitVectors(inx("embed", "--json", CIFAR).json());
        assertThat(vectors).hasSize(100);
        List<JsonObject> found = inx("search", index, "-k", 10, "--json", CIFAR).json();
        assertThat(found).hasSize(100);
        for (JsonObject line : found) {
            double[] query = Objects.requireNonNull(vectors.get(line.get("file").getAsString()));
            double[] exact = vectors.values().stream()
                    .mapToDouble(each -> dot(query, each))
                    .map(product -> -product)
                    .sorted()
                    .map(product -> -product)
                    .limit(10)
                    .toArray();
            List<JsonElement> neighbours = line.getAsJsonArray("neighbours").asList();
            assertThat(neighbours).hasSize(10);
            for (int rank = 0; rank < 10; rank++) {
                JsonObject neighbour = neighbours.get(rank).getAsJsonObject();
                double similarity = neighbour.get("similarity").getAsDouble();
                assertThat(similarity).isCloseTo(exact[rank], within(ROUNDING));
                double[] vector =
                        Objects.requireNonNull(vectors.get(neighbour.get("file").getAsString()));
                assertThat(dot(query, vector)).isCloseTo(similarity, within(ROUNDING));
            }
            assertThat(near(line).get(0)).isEqualTo(line.get("file").getAsString());
        }
    }

    @Test
    void indexNamesItsModelAndOptions() {
        assertThat(build("-w", PICO, "--image-size", "48", "--exif", pictures).exitCode())
                .isZero();
        Outcome found = inx("search", index, pictures.resolve("03.png"), "-k", 2);
        assertThat(found.exitCode()).isZero();
        assertThat(found.out().lines().toList())
                .hasSize(3)
                .startsWith(pictures.resolve("03.png").toString(), "   1.0000  " + pictures.resolve("03.png"));
        assertThat(build("-w", PICO, pictures).err())
                .contains("holds vectors of another model", "pictures: 48 x 48", "upright, not");
    }

    @Test
    void rowsOfCsvAreOnePerNeighbour() throws IOException {
        build("-w", PICO, pictures);
        Path csv = folder.resolve("near.csv");
        Files.writeString(pictures.resolve("broken.png"), "text");
        Outcome outcome = inx("search", index, pictures, "-k", 2, "-o", csv);
        assertThat(outcome.exitCode()).isEqualTo(8);
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(1 + 6 * 2 + 1).startsWith("file,rank,neighbour,similarity,error");
        String name = pictures.resolve("00.png").toString();
        assertThat(lines).anyMatch(line -> line.startsWith(name + ",1," + name + ",1.0"));
        assertThat(lines).anyMatch(line -> line.startsWith(pictures.resolve("broken.png") + ",,,,"));
    }

    @Test
    void picturesAreAddedToAnIndexOnce() throws IOException {
        assertThat(build("-w", PICO, pictures.resolve("00.png"), pictures.resolve("01.png"))
                        .out())
                .isEqualTo(index + ": 2 pictures, 2 of them new\n");
        Files.writeString(pictures.resolve("broken.png"), "text");
        Outcome more = build("-w", PICO, pictures, "--json");
        assertThat(more.exitCode()).isEqualTo(8);
        assertThat(more.err()).contains("broken.png");
        assertThat(more.json().get(0)).hasToString("{\"index\":\"" + index + "\",\"pictures\":6,\"added\":4}");
        assertThat(near(inx("search", index, pictures.resolve("05.png"), "--json")
                        .json()
                        .get(0)))
                .hasSize(6)
                .startsWith(pictures.resolve("05.png").toString());
    }

    @Test
    void vectorsOfAnotherModelAreRefused() {
        build("-w", PICO, pictures);
        for (String[] other : new String[][] {
            {"--model", "inceptionnext_zepto"}, {"-w", PICO, "--dtype", "bfloat16"}, {"-w", PICO, "--crop-pct", "0.5"}
        }) {
            Outcome outcome = build(
                    Stream.concat(Arrays.stream(other), Stream.of(pictures)).toArray());
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains(index + " holds vectors of another model");
        }
        assertThat(near(inx("search", index, pictures.resolve("05.png"), "--json")
                        .json()
                        .get(0)))
                .hasSize(6);
    }

    @Test
    void weightsOfTheIndexAreTakenAgainOrNamedAnew() throws IOException {
        Path weights = Files.copy(PicturesFixture.PICO, folder.resolve("mine.safetensors"));
        build("-w", weights, pictures);
        Path picture = pictures.resolve("05.png");
        Path moved = Files.move(weights, folder.resolve("moved.safetensors"));
        Outcome lost = inx("search", index, picture);
        assertThat(lost.exitCode()).isEqualTo(3);
        assertThat(lost.err()).contains("mine.safetensors");
        assertThat(inx("search", index, picture, "-w", moved).exitCode()).isZero();

        Files.copy(PicturesFixture.writeTwelveClasses(folder), weights);
        Outcome other = inx("search", index, picture);
        assertThat(other.exitCode()).isEqualTo(6);
        assertThat(other.err()).contains("holds vectors of another model", "weights: ", "--weights");
    }

    @Test
    void folderThatIsNoIndexIsRefused() throws IOException {
        Path picture = pictures.resolve("05.png");
        assertThat(inx("search", index, picture).exitCode()).isEqualTo(3);
        assertThat(inx("search", index, picture).err()).contains("no such index: " + index);
        Outcome inPictures = inx("search", pictures, picture);
        assertThat(inPictures.exitCode()).isEqualTo(3);
        assertThat(inPictures.err()).contains("no index in " + pictures, "inx embed --index");
        Outcome intoPictures = inx("embed", "--index", pictures, "-w", PICO, picture);
        assertThat(intoPictures.exitCode()).isEqualTo(2);
        assertThat(intoPictures.err()).contains(pictures + " holds 00.png and is no index");
        Outcome intoFile = inx("embed", "--index", picture, "-w", PICO, picture);
        assertThat(intoFile.exitCode()).isEqualTo(2);
        assertThat(intoFile.err()).contains(picture + " is a file");
    }

    @Test
    void indexOfAnotherProgramIsRefused() throws IOException {
        try (FSDirectory directory = FSDirectory.open(index);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.addDocument(new Document());
        }
        Outcome outcome = inx("search", index, pictures.resolve("05.png"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("is an index of Lucene, but not one of pictures that inx made");
        assertThat(build("-w", PICO, pictures).exitCode()).isEqualTo(3);
    }

    @Test
    void damagedIndexIsNamed() throws IOException {
        build("-w", PICO, pictures);
        List<Path> files;
        try (Stream<Path> all = Files.list(index)) {
            files = all.filter(file -> !file.endsWith("write.lock"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(3);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 5));
            Outcome outcome = inx("search", index, pictures.resolve("05.png"));
            assertThat(outcome.exitCode()).as("%s: %s", file, outcome.err()).isEqualTo(3);
            assertThat(outcome.err()).contains(index.toString()).doesNotContain("a bug in inx");
            assertThat(build("-w", PICO, pictures).exitCode()).isNotZero();
            Files.write(file, whole);
        }
        assertThat(inx("search", index, pictures.resolve("05.png")).exitCode()).isZero();
    }

    @Test
    void nothingIsFoundInAnEmptyIndex() {
        Outcome built = build("-w", PICO, folder.resolve("nope.png"));
        assertThat(built.exitCode()).isEqualTo(3);
        Outcome outcome = inx("search", index, pictures.resolve("05.png"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains(index + " holds no pictures yet");
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThat(build("-w", PICO, "-o", "x.csv", pictures).err()).contains("--index says where the results go");
        build("-w", PICO, pictures);
        assertThat(inx("search", index, "-k", 0, pictures).err()).contains("--top-k must be at least 1");
        assertThat(inx("search", index).err()).contains("Missing required parameter: 'PICTURE'");
        assertThat(inx("search", index, pictures, "--format", "npy", "-o", "x").err())
                .contains("not for this command");
    }

    @Test
    void missingLibraryIsNamed() throws IOException {
        List<List<Object>> commands = List.of(
                List.of("embed", "--index", index, "-w", PICO, pictures),
                List.of("search", pictures, pictures.resolve("05.png")));
        List<ChildJvm.Result> results = new ArrayList<>();
        for (List<Object> words : commands) {
            results.add(ChildJvm.runWithout(
                    "lucene-core",
                    Inx.class,
                    words.stream().map(Object::toString).toList()));
        }
        assertThat(results).allSatisfy(result -> {
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("org.apache.lucene:lucene-core, which is not on the class path");
        });
        assertThat(index).doesNotExist();
    }
}
