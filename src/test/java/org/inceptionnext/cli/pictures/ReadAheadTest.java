package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    @Test
    void resultsComeInTheOrderOfTheInputs() {
        Random random = new Random(1);
        List<Integer> delays =
                IntStream.range(0, 200).map(i -> random.nextInt(3)).boxed().toList();
        List<String> results = new ArrayList<>();
        AtomicInteger index = new AtomicInteger();
        try (ReadAhead<Integer, String> ahead = new ReadAhead<>(
                delays.stream()
                        .map(delay -> index.getAndIncrement() * 10 + delay)
                        .iterator(),
                ReadAheadTest::sleepByLastDigit,
                4,
                8)) {
            ahead.forEachRemaining(results::add);
        }
        assertThat(results).hasSize(200);
        assertThat(results)
                .isEqualTo(IntStream.range(0, 200)
                        .mapToObj(i -> String.valueOf(i * 10 + delays.get(i)))
                        .toList());
    }

    @Test
    void noMoreThanTheWindowIsTakenFromTheInputs() {
        AtomicInteger taken = new AtomicInteger();
        try (ReadAhead<Integer, Integer> ahead = new ReadAhead<>(
                IntStream.range(0, 1000)
                        .peek(i -> taken.incrementAndGet())
                        .boxed()
                        .iterator(),
                i -> i,
                2,
                5)) {
            for (int i = 0; i < 100; i++) {
                assertThat(ahead.next()).isEqualTo(i);
                assertThat(taken.get()).isLessThanOrEqualTo(i + 6);
            }
        }
    }

    @Test
    void whatTheFunctionThrowsReachesTheOneWhoTakes() {
        try (ReadAhead<Integer, Integer> ahead = new ReadAhead<>(List.of(1, 0).iterator(), i -> 1 / i, 1, 2)) {
            assertThat(ahead.next()).isEqualTo(1);
            assertThatThrownBy(ahead::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    private static String sleepByLastDigit(int value) {
        try {
            Thread.sleep(value % 10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return String.valueOf(value);
    }
}
