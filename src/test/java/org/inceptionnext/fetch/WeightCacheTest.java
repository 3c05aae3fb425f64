package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.fetch.WeightCache.Item;
import org.inceptionnext.fetch.WeightCache.Kind;
import org.inceptionnext.testing.FakeHub.Reply;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;

class WeightCacheTest extends HubTest {

    @Test
    void emptyStoreHoldsNothingAndIsNotMade() throws IOException {
        assertThat(new WeightCache(cache).items()).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @Test
    void weightsTellWhereTheyAreFrom() throws IOException {
        fetch(card(unpinned(HUGGING_FACE)));
        Item item = new WeightCache(cache).items().get(0);
        assertThat(item.kind()).isEqualTo(Kind.WEIGHTS);
        assertThat(item.name()).isEqualTo(Sha256Hex.of(content));
        assertThat(item.sizeBytes()).isEqualTo(content.length);
        assertThat(item.origins()).singleElement().satisfies(origin -> {
            assertThat(origin.model()).isEqualTo("small");
            assertThat(origin.url()).isEqualTo(HUGGING_FACE.url());
            assertThat(origin.level()).contains(IntegrityLevel.HUB);
        });
    }

    @Test
    void damagedWeightsAreSetAside() throws IOException {
        Path blob = fetch(card(unpinned(HUGGING_FACE))).file();
        WeightCache weights = new WeightCache(cache);
        assertThat(weights.setAsideIfDamaged(weights.items().get(0))).isEmpty();
        Files.write(blob, new byte[] {1});
        Path aside = weights.setAsideIfDamaged(weights.items().get(0)).orElseThrow();
        assertThat(blob).doesNotExist();
        assertThat(aside).hasBinaryContent(new byte[] {1});
        assertThat(weights.items())
                .singleElement()
                .satisfies(item -> assertThat(item.kind()).isEqualTo(Kind.DAMAGED));
    }

    @Test
    void superfluousIsWhatNobodyNeeds() throws IOException {
        fetch(card(unpinned(HUGGING_FACE)));
        String pinned = "1".repeat(64);
        Files.write(cache.resolve("blobs/sha256").resolve(pinned), new byte[1]);
        Path unknown = Files.write(cache.resolve("blobs/sha256").resolve("2".repeat(64)), new byte[1]);
        Files.write(cache.resolve("partial/young"), new byte[1]);
        Path old = Files.write(cache.resolve("partial/old"), new byte[1]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        Path empty = Files.createFile(cache.resolve("partial/empty"));
        Files.setLastModifiedTime(empty, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

        WeightCache weights = new WeightCache(cache);
        assertThat(weights.superfluous(Set.of(pinned), Set.of()))
                .extracting(Item::file)
                .containsExactly(unknown, empty, old);
        for (Item item : weights.superfluous(Set.of(pinned), Set.of())) {
            weights.remove(item);
        }
        assertThat(unknown).doesNotExist();
        assertThat(weights.items()).hasSize(3);
    }

    @Test
    void publishersAreReachedOrWhatIsInTheWayIsSaid() throws IOException {
        hub.fault("github.com", reply -> Reply.of(503));
        assertThat(Reachability.check(network()))
                .extracting(Reachability::host, Reachability::problem)
                .containsExactly(
                        tuple("huggingface.co", Optional.empty()), tuple("github.com", Optional.of("HTTP status 503")));
    }
}
