package org.inceptionnext.fetch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.FetchListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One owner at a time, across threads and processes, whether or not the other one lives. */
class StoreLockTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    /** Holds a lock until it is killed, as another process; started by the tests. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            StoreLock.acquire(Path.of(arguments[0]), Duration.ofSeconds(10), () -> 0, FetchListener.SILENT);
            System.out.println("held");
            Thread.sleep(60_000);
        }
    }

    private static StoreLock acquire(Path file) throws IOException {
        return StoreLock.acquire(file, SHORT, () -> 0, FetchListener.SILENT);
    }

    private Process holder(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("held");
        return process;
    }

    @Test
    void otherProcessIsWaitedForAndNamed() throws Exception {
        Path file = folder.resolve("lock");
        Process other = holder(file);
        List<String> notes = new ArrayList<>();
        FetchListener listener = new FetchListener() {
            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
        try {
            assertThatThrownBy(() -> StoreLock.acquire(file, SHORT, () -> 0, listener))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("process " + other.pid() + " holds " + file)
                    .hasMessageContaining("has made no headway for 0.3 s");
            assertThat(notes).containsExactly("waiting for process " + other.pid() + ", which fetches the same");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void killedOwnersLockIsTakenOver() throws Exception {
        Path file = folder.resolve("lock");
        Process other = holder(file);
        other.destroyForcibly().waitFor();
        try (StoreLock lock = acquire(file)) {
            boolean exclusive = lock.run(alone -> alone);
            assertThat(exclusive).isTrue();
            assertThat(file).hasContent("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void ownerThatMakesHeadwayIsWaitedForLonger() throws Exception {
        Path file = folder.resolve("lock");
        StoreLock first = acquire(file);
        AtomicLong received = new AtomicLong();
        Thread worker = new Thread(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    Thread.sleep(100);
                    received.incrementAndGet();
                }
                first.close();
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        worker.start();
        try (StoreLock second = StoreLock.acquire(file, SHORT, received::get, FetchListener.SILENT)) {
            long seen = second.run(alone -> received.get());
            assertThat(seen).isEqualTo(10);
        }
        worker.join();
    }

    @Test
    void threadOfThisProcessIsKeptOutToo() throws Exception {
        Path file = folder.resolve("lock");
        try (StoreLock lock = acquire(file)) {
            boolean exclusive = lock.run(alone -> alone);
            assertThat(exclusive).isTrue();
            assertThatThrownBy(() -> acquire(file)).isInstanceOf(FetchException.class);
        }
        acquire(file).close();
    }

    @Test
    void symbolicLinkInPlaceOfALockIsNotFollowed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "content");
        Path file = Files.createSymbolicLink(folder.resolve("lock"), precious);
        assertThatThrownBy(() -> acquire(file)).isInstanceOf(IOException.class);
        assertThat(precious).hasContent("content");
    }
}
