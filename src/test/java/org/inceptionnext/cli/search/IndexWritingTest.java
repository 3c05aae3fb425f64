package org.inceptionnext.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.FakeHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index holds, whatever happens to the process that writes it. */
class IndexWritingTest {
    private static final IndexedModel MODEL = new IndexedModel(Map.of("model", "test 1"), List.of());

    /** As many as the features of the smallest network with a thousand classes. */
    private static final int NUMBERS = 320;

    private static final int CLUSTERS = 50;
    private static final int KILLS = 6;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private IndexWriting open(Path index) throws IOException {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), false, false, 80, false);
        return IndexWriting.open(new Console(terminal, new Globals()), index, MODEL);
    }

    /** Vectors in clusters, as those of pictures of some classes lie. */
    private static float[][] vectors(int count) {
        Random random = new Random(1);
        float[][] centres = new float[CLUSTERS][];
        Arrays.setAll(centres, i -> gaussian(random, new float[NUMBERS], 1));
        float[][] vectors = new float[count][];
        Arrays.setAll(vectors, i -> gaussian(random, centres[i % CLUSTERS], 0.7));
        return vectors;
    }

    private static float[] gaussian(Random random, float[] centre, double spread) {
        float[] vector = new float[centre.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (centre[i] + spread * random.nextGaussian());
        }
        return vector;
    }

    private static void add(IndexWriting writing, float[][] vectors, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            writing.answered(new Answered<>(picture("p" + i), vectors[i], Optional.empty()));
        }
    }

    private static Picture picture(String name) {
        return new Picture(name, new PictureOrigin.OfStream(), InputStream::nullInputStream);
    }

    private static Set<String> files(Path index) throws IOException {
        try (PictureIndex opened = PictureIndex.open(index)) {
            return opened.files();
        }
    }

    @Test
    void graphFindsNearlyAllThatAnExactSearchFinds() throws IOException {
        float[][] vectors = vectors(4000);
        Path index = folder.resolve("index");
        try (IndexWriting writing = open(index)) {
            add(writing, vectors, 0, vectors.length);
            writing.finish();
        }
        float[][] units = new float[vectors.length][];
        for (int i = 0; i < units.length; i++) {
            units[i] = UnitVector.of(vectors[i]);
        }
        int found = 0;
        try (PictureIndex opened = PictureIndex.open(index)) {
            for (int query = 0; query < 100; query++) {
                float[] unit = units[query * 40];
                Set<String> exact = new HashSet<>(IntStream.range(0, units.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -dot(unit, units[i])))
                        .limit(10)
                        .map(i -> "p" + i)
                        .toList());
                for (Neighbour each : opened.nearest(unit, 10)) {
                    found += exact.contains(each.file()) ? 1 : 0;
                }
            }
        }
        System.out.printf("of the 1,000 nearest of 100 vectors among 4,000 the graph found %d%n", found);
        assertThat(found).isGreaterThan(980);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void runThatIsBrokenOffKeepsWhatWasCommitted() throws IOException {
        float[][] vectors = vectors(1200);
        Path index = folder.resolve("index");
        try (IndexWriting writing = open(index)) {
            add(writing, vectors, 0, 1200);
        }
        assertThat(files(index)).hasSize(IndexWriting.PICTURES_IN_COMMIT).contains("p0", "p999");
        try (IndexWriting writing = open(index)) {
            assertThat(writing.written()).hasSize(1000);
            add(writing, vectors, 1000, 1200);
            writing.finish();
        }
        assertThat(files(index)).hasSize(1200);
        assertThat(out).hasToString(index + ": 1,200 pictures, 200 of them new\n");
    }

    /** Copies of the folder at some moments are what is on the disk if the process dies then. */
    @Test
    void folderIsAnIndexAtEveryMoment() throws IOException {
        float[][] vectors = vectors(2500);
        Path index = folder.resolve("index");
        try (IndexWriting writing = open(index)) {
            for (int moment = 0; moment < 10; moment++) {
                add(writing, vectors, moment * 250, (moment + 1) * 250);
                Path copy = copy(index, folder.resolve("copy" + moment));
                int committed = (moment + 1) * 250 / 1000 * 1000;
                assertThat(files(copy)).hasSize(committed);
                try (IndexWriting second = open(copy)) {
                    add(second, vectors, 0, 3);
                    second.finish();
                }
                assertThat(files(copy)).hasSize(Math.max(committed, 3));
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    @Test
    void buildThatIsKilledGoesOn() throws Exception {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 60; i++) {
            Files.write(pictures.resolve(i + ".png"), PicturesFixture.png(i));
        }
        Path index = folder.resolve("index");
        String[] words = {
            "embed", "--index", index.toString(), "-w", PicturesFixture.PICO.toString(), pictures.toString()
        };
        try (FakeHub hub = FakeHub.start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = ChildJvm.start(hub, folder.resolve("cache"), Inx.class, List.of(words));
                process.waitFor(300 + 400L * kill, TimeUnit.MILLISECONDS);
                process.destroyForcibly().waitFor();
            }
        }
        assertThat(Outcome.of(words).exitCode()).isZero();
        assertThat(files(index)).hasSize(60);
    }

    @Test
    void onlyOneProcessWrites() throws IOException {
        Path index = folder.resolve("index");
        try (IndexWriting writing = open(index)) {
            assertThat(writing.written()).isEmpty();
            assertThatThrownBy(() -> open(index))
                    .isInstanceOf(FailureException.class)
                    .hasMessage("another process writes " + index);
        }
    }

    @Test
    void vectorsWithoutDirectionAndLongOnesAreRefused() throws IOException {
        try (IndexWriting writing = open(folder.resolve("index"))) {
            assertThatThrownBy(() -> writing.answered(new Answered<>(picture("zero"), new float[3], Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has no direction");
            assertThatThrownBy(() -> writing.answered(new Answered<>(picture("long"), ones(1025), Optional.empty())))
                    .isInstanceOf(FailureException.class)
                    .hasMessage("vectors of 1025 numbers; Lucene takes 1024");
            assertThatThrownBy(() ->
                            writing.answered(new Answered<>(picture("n".repeat(40_000)), ones(3), Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("its name is longer than the 32766 bytes");
        }
    }

    private static float[] ones(int count) {
        float[] vector = new float[count];
        Arrays.fill(vector, 1);
        return vector;
    }
}
