package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.ChildJvm.Result;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.FormulaFile;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that are killed at random moments, and processes that want the same at once; {@code bench/fetch/run} prints the
 * figures. Minutes, so only with {@code -Pwide}.
 */
@Tag("wide")
class KilledProcessTest {
    private static final int KILLS = 50;
    private static final int TERMINATIONS = 20;
    private static final int WRITING_MILLIS = 60;
    private static final int PROCESSES = 16;
    private static final String ATTO = "inceptionnext_atto";

    @TempDir
    Path folder;

    private FakeHub hub;
    private Path published;
    private String sha256 = "";

    @BeforeEach
    void startHub() throws IOException {
        hub = FakeHub.start();
        published = FormulaFile.write(folder.resolve("published.pth"), ATTO);
        byte[] content = Files.readAllBytes(published);
        sha256 = Sha256Hex.of(content);
        hub.gitHub("sail-sg/inceptionnext", "model", ATTO + ".pth", content);
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    private Path store() {
        return folder.resolve("cache/inceptionnext");
    }

    private Result fetch() throws IOException {
        return ChildJvm.run(hub, folder.resolve("cache"), Inx.class, List.of("fetch", "--source", "github", ATTO));
    }

    private Process startFetch() throws IOException {
        return ChildJvm.start(hub, folder.resolve("cache"), Inx.class, List.of("fetch", "--source", "github", ATTO));
    }

    /** Runs a process to learn how long it takes, so that the kills fall everywhere in it. */
    private static long millis(Process process) throws InterruptedException {
        long start = System.nanoTime();
        assertThat(process.waitFor()).isZero();
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    /** Returns whether the process was still at work when it was killed. */
    private static boolean killAfter(Process process, long millis) throws InterruptedException {
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    @Test
    void fetchThatIsKilledAnywhereLeavesNoWrongByte() throws Exception {
        slowDown();
        long whole = millis(startFetch());
        Random random = new Random(5);
        int killed = 0;
        int continued = 0;
        for (int i = 0; i < KILLS; i++) {
            Files.deleteIfExists(store().resolve("blobs/sha256").resolve(sha256));
            slowDown();
            killed += killAfter(startFetch(), 1 + random.nextLong(whole)) ? 1 : 0;
            assertBlobsAreWhole();

            int before = hub.contentRequests().size();
            Result next = fetch();
            assertThat(next.exitCode()).as(next.err()).isZero();
            assertBlobsAreWhole();
            assertThat(store().resolve("blobs/sha256").resolve(sha256)).exists();
            continued += (int) hub.contentRequests().stream()
                    .skip(before)
                    .filter(request -> request.header("range").isPresent())
                    .count();
        }
        System.out.printf(
                "fetch killed %d times within %d ms (%d of them at work), the next run right each time, %d of them"
                        + " continued the download%n",
                KILLS, whole, killed, continued);
        assertThat(killed).isGreaterThan(KILLS / 2);
    }

    private Process startConversion(Path out) throws IOException {
        return ChildJvm.start(
                hub, folder.resolve("cache"), Inx.class, List.of("convert", published.toString(), out.toString()));
    }

    private Result convert(Path out) throws IOException {
        return ChildJvm.run(
                hub, folder.resolve("cache"), Inx.class, List.of("convert", published.toString(), out.toString()));
    }

    private List<Path> temporaries() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .toList();
        }
    }

    private boolean killWhileWriting(Process process, long millis) throws IOException, InterruptedException {
        while (temporaries().isEmpty() && !process.waitFor(1, TimeUnit.MILLISECONDS)) {
            continue;
        }
        return killAfter(process, millis);
    }

    /** The target is now absent and now another file, which is to be the old one or the whole new one. */
    @ParameterizedTest
    @ValueSource(strings = {"converted.safetensors", "converted.pt"})
    void conversionThatIsKilledAnywhereLeavesTheOldFileOrTheNew(String name) throws Exception {
        Path out = folder.resolve(name);
        long whole = millis(startConversion(out));
        String right = Sha256Hex.of(Files.readAllBytes(out));
        Random random = new Random(6);
        int killed = 0;
        int untouched = 0;
        int leftovers = 0;
        for (int i = 0; i < KILLS; i++) {
            Files.deleteIfExists(out);
            boolean wasThere = i % 4 < 2;
            if (wasThere) {
                Files.writeString(out, "old");
            }
            Process process = startConversion(out);
            // Most of the time goes into starting; every second kill is to fall into the writing.
            boolean atWork = i % 2 == 0
                    ? killAfter(process, 1 + random.nextLong(whole))
                    : killWhileWriting(process, random.nextLong(WRITING_MILLIS));
            killed += atWork ? 1 : 0;
            boolean isOld = wasThere ? Files.size(out) == 3 : Files.notExists(out);
            untouched += isOld ? 1 : 0;
            if (!isOld) {
                assertThat(Sha256Hex.of(Files.readAllBytes(out))).isEqualTo(right);
            }
            leftovers += temporaries().size();
            Result next = convert(out);
            assertThat(next.exitCode()).as(next.err()).isZero();
            assertThat(Sha256Hex.of(Files.readAllBytes(out))).isEqualTo(right);
            assertThat(temporaries()).isEmpty();
        }
        System.out.printf(
                "conversion to %s killed %d times within %d ms (%d of them at work): the old file %d times, the whole new"
                        + " one the other times; %d temporary files left, all removed by the next run, which was right each"
                        + " time%n",
                name, KILLS, whole, killed, untouched, leftovers);
        assertThat(killed).isGreaterThan(KILLS / 2);
    }

    /** SIGTERM ends a JVM as Ctrl-C does. */
    @Test
    void conversionThatIsToldToEndLeavesNothing() throws Exception {
        Path out = folder.resolve("converted.safetensors");
        long whole = millis(startConversion(out));
        long rightBytes = Files.size(out);
        Random random = new Random(7);
        int ended = 0;
        for (int i = 0; i < TERMINATIONS; i++) {
            Files.writeString(out, "old");
            Process process = startConversion(out);
            ended += process.waitFor(1 + random.nextLong(whole), TimeUnit.MILLISECONDS) ? 0 : 1;
            process.destroy();
            process.waitFor();
            assertThat(temporaries()).isEmpty();
            assertThat(Files.size(out)).isIn(3L, rightBytes);
        }
        System.out.printf(
                "conversion told to end %d times (%d of them at work): no temporary file left%n", TERMINATIONS, ended);
    }

    @Test
    void manyProcessesAtOnceLoadOnce() throws Exception {
        slowDown();
        long start = System.nanoTime();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(startFetch());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(hub.contentRequests()).hasSize(1);
        assertBlobsAreWhole();
        System.out.printf(
                "%d processes at once: %d download of %d bytes, all done after %d ms%n",
                PROCESSES,
                hub.contentRequests().size(),
                Files.size(published),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    @Test
    void networkThatSwallowsEverythingIsGivenUpSoon() throws Exception {
        hub.fallSilent();
        long start = System.nanoTime();
        Result result = ChildJvm.run(
                hub,
                folder.resolve("cache"),
                Inx.class,
                List.of("classify", "--model", "inceptionnext_tiny", "docs/images/cat.png"));
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        System.out.printf("network that swallows everything: exit code %d after %d ms%n", result.exitCode(), millis);
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("huggingface.co/", "github.com/", "inx fetch --from FILE inceptionnext_tiny");
        assertThat(millis).isLessThan(15_000);
    }

    /** Makes the next download take about a second and a half. */
    private void slowDown() {
        hub.fault("release-assets.githubusercontent.com", reply -> reply.drip(160_000, 15));
    }

    private void assertBlobsAreWhole() throws IOException {
        Path blobs = store().resolve("blobs/sha256");
        if (!Files.exists(blobs)) {
            return;
        }
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path file : files.toList()) {
                assertThat(Sha256Hex.of(Files.readAllBytes(file)))
                        .isEqualTo(file.getFileName().toString());
            }
        }
    }
}
