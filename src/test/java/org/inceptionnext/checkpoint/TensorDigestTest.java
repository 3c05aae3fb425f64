package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.inceptionnext.checkpoint.TensorDigest.Profile;
import org.inceptionnext.testing.FormulaTensor;
import org.junit.jupiter.api.Test;

class TensorDigestTest {

    @Test
    void formulaWeightsInAnyOrderGiveTheDigestOfThePicoFiles() throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named("pico.pth");
        List<Tensor> tensors = new ArrayList<>();
        golden.tensors("").forEach((name, tensor) -> tensors.add(new FormulaTensor(name, tensor.shape())));
        Collections.reverse(tensors);
        assertThat(TensorDigest.of(tensors))
                .isEqualTo("2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4")
                .isEqualTo(golden.digest(""));
    }

    @Test
    void digestWhileWritingSeesTheBytesThatWereWritten() throws IOException {
        Tensor tensor = Tensors.ofFloats("w", List.of(2L), new float[] {1, -0f});
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        TensorDigest digest = new TensorDigest(Profile.ALL);
        digest.addWhileWriting(tensor, Channels.newChannel(written));
        assertThat(written.toByteArray()).isEqualTo(tensor.bytes().array());
        assertThat(digest.hex()).isEqualTo(TensorDigest.of(List.of(tensor)));
        assertThatThrownBy(() -> digest.add(tensor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tensors are named 'w'");
    }

    @Test
    void inferenceProfileLeavesOutBatchCountersAndNothingElse() throws IOException {
        Tensor weight = Tensors.ofFloats("bn.weight", List.of(1L), new float[] {1});
        Tensor counter = Tensors.ofLongs("bn.num_batches_tracked", List.of(), new long[] {5});
        Tensor similar = Tensors.ofLongs("bn.my_num_batches_tracked", List.of(), new long[] {5});
        String withoutCounter = TensorDigest.of(List.of(weight, similar));
        assertThat(TensorDigest.of(List.of(weight, counter, similar), Profile.INFERENCE))
                .isEqualTo(withoutCounter);
        assertThat(TensorDigest.of(List.of(weight, counter, similar))).isNotEqualTo(withoutCounter);
    }

    @Test
    void nameTypeShapeAndSignOfZeroCount() throws IOException {
        Tensor tensor = Tensors.ofFloats("w", List.of(2L), new float[] {0, 1});
        String digest = TensorDigest.of(List.of(tensor));
        assertThat(List.of(
                        TensorDigest.of(List.of(Tensors.renamed(tensor, "v"))),
                        TensorDigest.of(List.of(Tensors.ofBytes("w", DType.I32, List.of(2L), tensor.bytes()))),
                        TensorDigest.of(List.of(Tensors.ofBytes("w", DType.F32, List.of(2L, 1L), tensor.bytes()))),
                        TensorDigest.of(List.of(Tensors.ofFloats("w", List.of(2L), new float[] {-0f, 1})))))
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
    }
}
