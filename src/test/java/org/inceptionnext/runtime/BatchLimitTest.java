package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchLimitTest {
    /** Tiny's largest map has 384 channels at a stride of 4: 24 numbers for each pixel of the input. */
    @ParameterizedTest
    @CsvSource({"F32, 224, 6", "BF16, 224, 13", "F32, 32, 341", "F32, 640, 1"})
    void largestMapOfTinyFits32MiB(DType dtype, int side, int pictures) {
        NetworkDefinition tiny = NetworkCatalog.builtin().get("inceptionnext_tiny");
        Graph graph = tiny.graph(tiny.defaultOptions());
        assertThat(BatchLimit.of(graph, dtype).of(new Shape(64, 3, side, side), 32 << 20))
                .isEqualTo(pictures);
    }

    @Test
    void thresholdOfTheEnvironmentIsHeeded() {
        assertThat(InceptionNextRuntime.largestKeptBlock("1073741824")).isEqualTo(1 << 30);
        assertThat(InceptionNextRuntime.largestKeptBlock("")).isEqualTo(32 << 20);
        assertThat(InceptionNextRuntime.largestKeptBlock("65536")).isEqualTo(32 << 20);
        assertThat(InceptionNextRuntime.largestKeptBlock("1 GiB")).isEqualTo(32 << 20);
    }
}
