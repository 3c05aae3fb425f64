package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final Graph PICO = Networks.graph("pico");
    private final Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(PICO);

    @Test
    void completeCheckpointIsBoundInStateDictOrder() throws WeightMismatchException {
        Weights weights = Weights.bind(PICO, checkpoint);
        assertThat(weights.graph()).isSameAs(PICO);
        assertThat(weights.tensors().keySet())
                .containsExactlyElementsOf(
                        PICO.parameters().stream().map(Parameter::name).toList());
        Parameter stem = PICO.parameters().get(0);
        assertThat(weights.tensor(stem)).isSameAs(checkpoint.get("stem.0.weight"));
    }

    @Test
    void everyMissingNameIsListed() {
        checkpoint.remove("stages.2.blocks.1.gamma");
        checkpoint.remove("head.norm.bias");
        assertThatThrownBy(() -> Weights.bind(PICO, checkpoint))
                .isInstanceOf(WeightMismatchException.class)
                .hasMessage(
                        "The checkpoint does not fit this network: 112 tensors fit, 2 are missing, 0 are unexpected,"
                                + " 0 have another shape or type. Name the network that it was made with; leave out numClasses and"
                                + " inChannels to take the checkpoint's.\n"
                                + "  missing: stages.2.blocks.1.gamma F32[48]\n"
                                + "  missing: head.norm.bias F32[192]");
    }

    @Test
    void everyUnexpectedNameIsListedEscapedAndCut() {
        put("head_dist.weight\u202e\u001b[31m", DType.F32, 4);
        put("x".repeat(1000), DType.F32, 4);
        assertThatThrownBy(() -> Weights.bind(PICO, checkpoint))
                .isInstanceOf(WeightMismatchException.class)
                .hasMessageContaining("  unexpected: 'head_dist.weight\\u202e\\u001b[31m'\n")
                .hasMessageEndingWith("  unexpected: '" + "x".repeat(80) + "... (1000 characters)'");
    }

    @Test
    void tenDifferencesAreShownAndTheOthersCounted() {
        for (int i = 0; i < 5000; i++) {
            put("extra." + i, DType.F32, 4);
        }
        assertThatThrownBy(() -> Weights.bind(PICO, checkpoint))
                .isInstanceOfSatisfying(WeightMismatchException.class, e -> {
                    assertThat(e).hasMessageContaining("'extra.9'").hasMessageEndingWith("\n  ... and 4990 more");
                    assertThat(e.comparison().unexpected()).hasSize(5000);
                });
    }

    @Test
    void everyWrongShapeIsListedWithBothShapes() {
        Graph twelve = Networks.definition("pico").graph(new NetworkOptions(12, 3));
        assertThatThrownBy(() -> Weights.bind(PICO, FormulaWeights.checkpoint(twelve)))
                .isInstanceOf(WeightMismatchException.class)
                .hasMessageContaining("  mismatched: head.fc2.weight is F32[12, 192], the network needs F32[10, 192]\n")
                .hasMessageEndingWith("  mismatched: head.fc2.bias is F32[12], the network needs F32[10]");
    }

    @Test
    void integersWhereFractionsBelongAreAMismatch() {
        put("head.fc2.bias", DType.I64, 10);
        assertThatThrownBy(() -> Weights.bind(PICO, checkpoint))
                .hasMessageEndingWith("  mismatched: head.fc2.bias is I64[10], the network needs F32[10]");
    }

    @Test
    void everyPrecisionOfFloatingPointNumbersFits() throws WeightMismatchException {
        Parameter bias = PICO.parameters().get(PICO.parameters().size() - 1);
        for (DType dtype : List.of(DType.F64, DType.F16, DType.BF16)) {
            put("head.fc2.bias", dtype, 10);
            assertThat(Weights.bind(PICO, checkpoint).tensor(bias).dtype()).isEqualTo(dtype);
        }
    }

    @Test
    void checkpointOfSomethingElseIsCalledThat() {
        assertThatThrownBy(() -> Weights.bind(PICO, Collections.emptyMap()))
                .hasMessageStartingWith("The checkpoint is not of this network: 0 tensors fit, 114 are missing, ");
    }

    private void put(String name, DType dtype, int count) {
        ByteBuffer zeros = ByteBuffer.allocate(count * dtype.sizeBytes());
        checkpoint.put(name, Tensors.ofBytes(name, dtype, List.of((long) count), zeros));
    }
}
