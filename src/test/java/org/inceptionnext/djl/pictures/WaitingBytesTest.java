package org.inceptionnext.djl.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingBytesTest {
    private final WaitingBytes waiting = new WaitingBytes(100);

    private CompletableFuture<Void> reader(long number) {
        return CompletableFuture.runAsync(() -> {
            try {
                waiting.awaitRoom(number);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void readersGoOnWhileThereIsRoom() {
        waiting.add(99);
        assertThat(reader(7)).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void aReaderWaitsUntilEnoughWasTaken() throws Exception {
        waiting.add(60);
        waiting.add(60);
        CompletableFuture<Void> reader = reader(2);
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(reader).isNotDone();
        waiting.take(60);
        assertThat(reader).succeedsWithin(20, TimeUnit.SECONDS);
    }

    /** Its successors may have filled all room: who takes them waits for it. */
    @Test
    void thePictureThatIsTakenNextNeverWaits() {
        waiting.add(500);
        assertThat(reader(0)).succeedsWithin(20, TimeUnit.SECONDS);
    }
}
