package org.inceptionnext.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    /** In the order in which Python sorts them by timm 1.0.31's {@code natural_key}. */
    private static final List<String> SORTED_BY_TIMM = List.of(
            "",
            "1e5",
            "\u0663a",
            "007",
            "7a",
            "9",
            "10",
            "_x",
            "a",
            "a1",
            "a1b",
            "a1b2",
            "a01c",
            "a.b",
            "apple",
            "b10",
            "b 3",
            "b-2",
            "Class1",
            "class2",
            "class10",
            "n02",
            "n01440764",
            "x\u0662",
            "Z",
            "Zebra",
            "\u00e4",
            "\u00e9",
            "\u01c5",
            "\u65e5\u672c",
            "\uffee",
            "\ud83d\ude00");

    @Test
    void namesStandInTheOrderOfTimm() {
        for (int seed = 0; seed < 20; seed++) {
            List<String> names = new ArrayList<>(SORTED_BY_TIMM);
            Collections.shuffle(names, new Random(seed));
            names.sort(NaturalOrder.INSTANCE);
            assertThat(names).isEqualTo(SORTED_BY_TIMM);
        }
    }

    @Test
    void namesThatDifferInCaseAloneHaveAnOrderToo() {
        assertThat(NaturalOrder.INSTANCE.compare("Cat", "cat")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("a01", "a1")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("cat", "cat")).isZero();
    }
}
