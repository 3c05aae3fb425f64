package org.inceptionnext.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormulaTest {

    /** First four values of atto's stem, from {@code atto.golden.json} ("check"). */
    @Test
    void matchesTheGoldensOwnCheck() {
        float[] stem = Formula.weights("stem.0.weight", List.of(40L, 3L, 4L, 4L));
        assertThat(Arrays.copyOf(stem, 4)).containsExactly(0.14509344f, -0.08936286f, 0.09928584f, 0.20191821f);
        float[] input = Formula.input("input", List.of(1L, 3L, 224L, 224L));
        assertThat(Arrays.copyOf(input, 4)).containsExactly(-1.6087267f, 0.6094415f, -1.185503f, -0.90222144f);
    }
}
