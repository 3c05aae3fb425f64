package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

class HeadNetworkTest {
    @Test
    void theHeadHasTheWholesNamesAndReadsItsEmbedding() {
        Weights head = HeadNetwork.of(FormulaWeights.ofVariant("pico"));

        assertThat(head.tensors().keySet())
                .containsExactly(
                        "head.fc1.weight",
                        "head.fc1.bias",
                        "head.norm.weight",
                        "head.norm.bias",
                        "head.fc2.weight",
                        "head.fc2.bias");
        assertThat(head.graph().input().shape()).isInstanceOf(Value.Shape.Vector.class);
        assertThat(head.graph().gives(OutputKind.LOGITS)).isTrue();
    }
}
