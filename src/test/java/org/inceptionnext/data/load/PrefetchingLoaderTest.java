package org.inceptionnext.data.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefetchingLoaderTest {
    private static final List<Integer> SAMPLES = IntStream.range(0, 200).boxed().toList();

    @Test
    void orderIsTheSameForAnyNumberOfThreadsAndAnotherInEachEpoch() {
        List<String> one = taken(new LoadPlan(7, true, 1, 1000), 0, 0);
        assertThat(taken(new LoadPlan(7, true, 4, 100_000), 0, 0)).isEqualTo(one);
        assertThat(taken(new LoadPlan(7, true, 2, 1000), 1, 0))
                .isNotEqualTo(one)
                .hasSize(200);
        assertThat(taken(new LoadPlan(8, true, 2, 1000), 0, 0))
                .isNotEqualTo(one)
                .hasSize(200);
        assertThat(one).doesNotHaveDuplicates();
    }

    @Test
    void orderOfASeedNeverChangesBetweenReleases() {
        assertThat(EpochOrder.shuffled(10, 42, 3)).containsExactly(5, 7, 6, 0, 2, 9, 8, 4, 3, 1);
    }

    @Test
    void resumedEpochGivesTheRestOfTheWholeOne() {
        LoadPlan plan = new LoadPlan(3, true, 3, 5000);
        List<String> whole = taken(plan, 5, 0);
        assertThat(taken(plan, 5, 150)).isEqualTo(whole.subList(150, 200));
        assertThat(taken(plan, 5, 200)).isEmpty();
        try (PrefetchingLoader<Integer, String> loader = loader(plan)) {
            assertThatThrownBy(() -> loader.epoch(0, 201))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("position 201 of 200");
        }
    }

    @Test
    void inOrderGivesTheListAndAnOrderOfOnesOwnMayRepeat() {
        assertThat(taken(LoadPlan.shuffled(1).inOrder(), 9, 0)).startsWith("0/9/0", "1/9/1", "2/9/2");
        try (PrefetchingLoader<Integer, String> loader = loader(LoadPlan.shuffled(1));
                LoadedEpoch<Integer, String> epoch = loader.epoch(2, new int[] {5, 5, 1}, 0)) {
            assertThat(values(epoch)).containsExactly("5/2/0", "5/2/1", "1/2/2");
        }
    }

    @Test
    void sampleThatFailsIsGivenInItsPlaceAndTheOthersGoOn() {
        Transform<Integer, String> transform = (sample, draw) -> {
            if (sample == 3) {
                throw new IOException("no picture: 3");
            }
            return "ok";
        };
        try (PrefetchingLoader<Integer, String> loader =
                        new PrefetchingLoader<>(SAMPLES.subList(0, 6), transform, String::length, plain(2, 100));
                LoadedEpoch<Integer, String> epoch = loader.epoch(0, 0)) {
            List<Boolean> ready = new ArrayList<>();
            while (epoch.hasNext()) {
                Loaded<Integer, String> loaded = epoch.next();
                ready.add(loaded instanceof Loaded.Ready<Integer, String>);
                if (loaded instanceof Loaded.Failed<Integer, String> failed) {
                    assertThat(failed.cause()).hasMessage("no picture: 3");
                    assertThat(failed.draw().index()).isEqualTo(3);
                }
            }
            assertThat(ready).containsExactly(true, true, true, false, true, true);
            assertThatThrownBy(epoch::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void noMoreSamplesWaitThanTheBudgetHolds() {
        AtomicInteger made = new AtomicInteger();
        Transform<Integer, byte[]> transform = (sample, draw) -> {
            made.incrementAndGet();
            return new byte[100];
        };
        try (PrefetchingLoader<Integer, byte[]> loader =
                        new PrefetchingLoader<>(SAMPLES, transform, bytes -> bytes.length, plain(4, 1000));
                LoadedEpoch<Integer, byte[]> epoch = loader.epoch(0, 0)) {
            for (int taken = 1; taken <= 50; taken++) {
                epoch.next();
                assertThat(made.get()).isLessThanOrEqualTo(taken + 10);
            }
        }
    }

    @Test
    void aBugInATransformIsNotMistakenForABadPicture() {
        Transform<Integer, String> transform = (sample, draw) -> {
            throw new IllegalArgumentException("a bug");
        };
        try (PrefetchingLoader<Integer, String> loader =
                        new PrefetchingLoader<>(SAMPLES, transform, String::length, plain(1, 10));
                LoadedEpoch<Integer, String> epoch = loader.epoch(0, 0)) {
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("a bug");
        }
    }

    @Test
    void planWithoutAThreadIsRefused() {
        assertThatThrownBy(() -> new LoadPlan(0, true, 0, 5))
                .hasMessage("threads is 0 and budgetBytes 5; both must be at least 1");
    }

    private static LoadPlan plain(int threads, long budgetBytes) {
        return new LoadPlan(0, false, threads, budgetBytes);
    }

    private static PrefetchingLoader<Integer, String> loader(LoadPlan plan) {
        return new PrefetchingLoader<>(
                SAMPLES, (sample, draw) -> sample + "/" + draw.epoch() + "/" + draw.position(), String::length, plan);
    }

    private static List<String> taken(LoadPlan plan, int epoch, int from) {
        try (PrefetchingLoader<Integer, String> loader = loader(plan);
                LoadedEpoch<Integer, String> samples = loader.epoch(epoch, from)) {
            return values(samples);
        }
    }

    private static List<String> values(LoadedEpoch<Integer, String> samples) {
        List<String> values = new ArrayList<>();
        samples.forEachRemaining(loaded -> {
            assertThat(loaded).isInstanceOf(Loaded.Ready.class);
            values.add(((Loaded.Ready<Integer, String>) loaded).value());
        });
        return values;
    }
}
