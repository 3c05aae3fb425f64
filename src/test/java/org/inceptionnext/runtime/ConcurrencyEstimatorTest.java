package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyEstimatorTest {
    private final ConcurrencyEstimator crowd = new ConcurrencyEstimator(500);

    private void enter(int callers, long now) {
        for (int i = 0; i < callers; i++) {
            crowd.enter(now);
        }
    }

    /** They came, and all are gone. */
    private void cameTogether(int callers) {
        enter(callers, 0);
        for (int i = 0; i < callers; i++) {
            crowd.leave();
        }
    }

    @Test
    void nobodyIsWaitedForAtFirst() {
        enter(1, 0);
        assertThat(crowd.isGathering(1, 4, 0)).isFalse();
    }

    @Test
    void asManyAreWaitedForAsCameTogetherTheLastTime() {
        cameTogether(3);
        enter(1, 1000);
        assertThat(crowd.isGathering(1, 4, 1000)).isTrue();
        assertThat(crowd.isGathering(2, 4, 1000)).isTrue();
        assertThat(crowd.isGathering(3, 4, 1000)).isFalse();
    }

    @Test
    void enoughIsEnough() {
        cameTogether(8);
        enter(4, 1000);
        assertThat(crowd.isGathering(4, 4, 1000)).isFalse();
    }

    @Test
    void patienceEnds() {
        cameTogether(2);
        enter(1, 1000);
        assertThat(crowd.isGathering(1, 4, 1499)).isTrue();
        assertThat(crowd.isGathering(1, 4, 1500)).isFalse();
    }

    /** Whoever comes while others are in flight has company already. */
    @Test
    void patienceBeginsWithTheFirst() {
        cameTogether(2);
        enter(1, 1000);
        enter(1, 1400);
        crowd.leave();
        assertThat(crowd.isGathering(1, 4, 1500)).isFalse();
    }

    @Test
    void loneCallerAfterACrowdWaitsOnce() {
        cameTogether(8);
        enter(1, 1000);
        assertThat(crowd.isGathering(1, 4, 1000)).isTrue();
        crowd.leave();
        enter(1, 2000);
        assertThat(crowd.isGathering(1, 4, 2000)).isFalse();
    }
}
