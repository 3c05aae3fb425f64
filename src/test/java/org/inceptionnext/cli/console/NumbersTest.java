package org.inceptionnext.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void threeDigitsAreAGroup() {
        assertThat(Numbers.grouped(0)).isEqualTo("0");
        assertThat(Numbers.grouped(999)).isEqualTo("999");
        assertThat(Numbers.grouped(1000)).isEqualTo("1,000");
        assertThat(Numbers.grouped(28_056_552)).isEqualTo("28,056,552");
        assertThat(Numbers.grouped(-123_456)).isEqualTo("-123,456");
        assertThat(Numbers.grouped(Long.MIN_VALUE)).isEqualTo("-9,223,372,036,854,775,808");
    }
}
