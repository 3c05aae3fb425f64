package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorFeaturesTest {
    @Test
    void bfloat16IsEmulatedWithoutItsInstructions() {
        assertThat(ProcessorFeatures.emulatesBfloat16(Set.of("flags", "avx2", "fma")))
                .isTrue();
        assertThat(ProcessorFeatures.emulatesBfloat16(Set.of("avx2", "avx512bw", "avx512vl")))
                .isTrue();
        assertThat(ProcessorFeatures.emulatesBfloat16(Set.of("avx512bw", "avx512vl", "avx512dq")))
                .isFalse();
        assertThat(ProcessorFeatures.emulatesBfloat16(Set.of("avx2", "avx_ne_convert")))
                .isFalse();
    }

    /** Another system or kind of processor, which /proc/cpuinfo describes otherwise. */
    @Test
    void nothingIsSaidOfAnUnknownProcessor() {
        assertThat(ProcessorFeatures.emulatesBfloat16(Set.of())).isFalse();
    }
}
