package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a call is. What is not the master's has to be somebody's who wakes it, or it has to look again by itself. */
class MasterWaitTest {
    private static final String ALWAYS = "9223372036854775807";

    @ParameterizedTest
    @CsvSource({
        // A lone call is the master's at once, or looked at again.
        "2, 0, 1, false, 0",
        "2, 0, 1, true, 500000",
        "0, 0, 1, false, 0",
        "0, 0, 5, false, 0",
        // Nothing is there.
        "2, 0, 0, false, " + ALWAYS,
        // The workers have it, and wake the master when they end with one call left.
        "2, 0, 2, false, " + ALWAYS,
        "2, 0, 2, true, " + ALWAYS,
        "2, 1, 1, false, " + ALWAYS,
        "2, 1, 1, true, " + ALWAYS,
        "2, 2, 7, true, " + ALWAYS,
    })
    void masterWaitsForEverOnlyWhereOthersWakeIt(
            int workers, int running, int queued, boolean othersMayCome, long expected) {
        assertThat(InferenceExecutor.masterWait(workers, running, queued, othersMayCome))
                .isEqualTo(expected);
    }
}
