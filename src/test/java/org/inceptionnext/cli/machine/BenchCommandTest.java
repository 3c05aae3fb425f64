package org.inceptionnext.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.Test;

/** {@code inx bench}. */
class BenchCommandTest {

    @Test
    void everyLoadIsMeasuredAndTheMachineIsNamed() {
        Outcome outcome = Outcome.of(
                "bench",
                "inceptionnext_zepto",
                "--form",
                "portable",
                "--dtype",
                "float32",
                "--seconds",
                "0.01",
                "--json");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        List<JsonObject> lines = outcome.json();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).keySet())
                .containsExactly("processor", "cores", "features", "system", "java", "inx", "djl", "engine");
        assertThat(lines.subList(1, 4))
                .extracting(line -> line.get("batch").getAsInt() + " x "
                        + line.get("callers").getAsInt())
                .containsExactly("1 x 1", "8 x 1", "1 x 8");
        assertThat(lines.subList(1, 4)).allSatisfy(line -> {
            assertThat(line.get("form").getAsString()).isEqualTo("portable");
            assertThat(line.get("imagesPerSecond").getAsDouble()).isPositive();
            assertThat(line.get("p99Millis").getAsDouble())
                    .isGreaterThanOrEqualTo(line.get("medianMillis").getAsDouble());
        });
    }

    @Test
    void rowsLineUpWithTheirHeading() {
        Outcome outcome = Outcome.of(
                "bench", "inceptionnext_zepto", "--form", "portable", "--dtype", "bfloat16", "--seconds", "0.01");
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).contains(" cores; ");
        assertThat(lines.get(1)).startsWith("inx ").contains("DJL ", "PyTorch ");
        assertThat(lines.get(3)).isEqualTo("inceptionnext_zepto, 64 x 64 pixels");
        assertThat(lines.subList(4, 8))
                .allSatisfy(line -> assertThat(line).hasSize(lines.get(4).length()));
        assertThat(lines.get(5)).startsWith("  portable    bfloat16");
    }

    @Test
    void weightsThatAreNotHereAreMadeUp() {
        Outcome outcome = Outcome.of(
                "bench",
                "inceptionnext_pico",
                "--offline",
                "--form",
                "portable",
                "--dtype",
                "float32",
                "--seconds",
                "0.01",
                "--json");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .isEqualTo(
                        "The weights of inceptionnext_pico are not on this machine; speed does not depend on them, so"
                                + " made-up ones are measured.\n");
        assertThat(outcome.json()).hasSize(4);
    }

    @Test
    void aSpanThatIsNoneIsAUsageError() {
        Outcome outcome = Outcome.of("bench", "inceptionnext_zepto", "--seconds", "0");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("inx: --seconds must be above 0 and at most 3600\n");
    }

    @Test
    void anUnknownModelIsSaid() {
        Outcome outcome = Outcome.of("bench", "inceptionnext_tinny");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("inceptionnext_tiny");
    }

    @Test
    void aProcessorIsReadFromLinuxsWords() {
        List<String> x86 = List.of(
                "processor\t: 0", "model name\t: Some CPU @ 2.60GHz", "flags\t\t: fpu avx2 avx512f amx_bf16 sse2", "");
        assertThat(Processor.of(x86, 2))
                .isEqualTo(new Processor("Some CPU @ 2.60GHz", 2, List.of("avx2", "avx512f", "amx_bf16")));
        List<String> arm = List.of("processor\t: 0", "Features\t: fp asimd bf16", "CPU part\t: 0xd40");
        assertThat(Processor.of(arm, 4).features()).containsExactly("asimd", "bf16");
    }
}
