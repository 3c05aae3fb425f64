import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.network.NetworkCatalog;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.FormulaWeights;

/**
 * {@code inx fetch} killed (SIGKILL) at random moments, and started by many processes at once, against the tests' fake hub on
 * this machine. After every kill no file stands in the store under a hash that is not its own, and the next run succeeds.
 * {@code run}, beside this file, says how to start it.
 */
public final class KilledFetch {
    private static final String MODEL = "inceptionnext_atto";
    private static final int KILLS = 50;
    private static final int PROCESSES = 16;

    private KilledFetch() {}

    public static void main(String[] arguments) throws Exception {
        Path work = Files.createTempDirectory("killed-fetch");
        try (FakeHub hub = FakeHub.start()) {
            byte[] content = weights(work);
            hub.gitHub("sail-sg/inceptionnext", "model", MODEL + ".pth", content);
            kill(hub, work.resolve("kills"), sha256(content));
            together(hub, work.resolve("together"));
        } finally {
            delete(work);
        }
    }

    private static byte[] weights(Path work) throws IOException {
        NetworkDefinition network = NetworkCatalog.builtin().get(MODEL);
        Path file = work.resolve(MODEL + ".pth");
        PthWriter.write(file, FormulaWeights.checkpoint(network.graph(network.defaultOptions())).values());
        return Files.readAllBytes(file);
    }

    private static void kill(FakeHub hub, Path cache, String expected) throws Exception {
        long start = System.nanoTime();
        require(run(hub, cache) == 0, "an undisturbed run fails");
        long millis = (System.nanoTime() - start) / 1_000_000;
        Random random = new Random(1);
        int whole = 0;
        int partial = 0;
        for (int i = 0; i < KILLS; i++) {
            delete(cache);
            Process process = start(hub, cache);
            Thread.sleep(random.nextInt((int) millis));
            process.destroyForcibly().waitFor();
            List<Path> blobs = blobs(cache);
            whole += blobs.isEmpty() ? 0 : 1;
            partial += blobs.isEmpty() && Files.exists(cache.resolve("inceptionnext")) ? 1 : 0;
            for (Path blob : blobs) {
                require(sha256(Files.readAllBytes(blob)).equals(blob.getFileName().toString()), "wrong bytes in " + blob);
            }
            require(run(hub, cache) == 0, "the run after kill " + i + " fails");
            require(blobs(cache).stream().anyMatch(blob -> blob.endsWith(expected)), "no weights after kill " + i);
        }
        System.out.printf(
                "%d kills within %d ms: %d before the store existed, %d while loading, %d after; every next run succeeded%n",
                KILLS, millis, KILLS - whole - partial, partial, whole);
    }

    private static void together(FakeHub hub, Path cache) throws Exception {
        int before = hub.contentRequests().size();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(start(hub, cache));
        }
        for (Process process : processes) {
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            require(process.waitFor() == 0, "one of the processes fails");
        }
        System.out.printf(
                "%d processes at once: %d download%n", PROCESSES, hub.contentRequests().size() - before);
    }

    private static int run(FakeHub hub, Path cache) throws IOException {
        return ChildJvm.run(hub, cache, Inx.class, List.of("fetch", MODEL)).exitCode();
    }

    private static Process start(FakeHub hub, Path cache) throws IOException {
        return ChildJvm.start(hub, cache, Inx.class, List.of("fetch", "-q", MODEL));
    }

    private static List<Path> blobs(Path cache) throws IOException {
        Path folder = cache.resolve("inceptionnext/blobs/sha256");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}")).toList();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
