package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.testing.FormulaTensor;
import org.inceptionnext.testing.NetworkManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorsTest {

    /** The digests of {@code pico_half.pth} and {@code pico_bfloat16.pth}, which torch rounded. */
    @ParameterizedTest
    @CsvSource({
        "F16, 07a466e5a70d1dc91368417abcd4ea04b9bf8d170b407c122c03b3efe0b5a9f7",
        "BF16, d76bcab2b8f066178d1af4a3f244fe296d863c8c81c270f045037715a16e9ea9"
    })
    void castRoundsAsTorchDoes(DType dtype, String expectedDigest) throws IOException {
        List<Tensor> rounded = new ArrayList<>();
        for (NetworkManifest.Entry entry : NetworkManifest.of("pico").tensors()) {
            Tensor tensor = new FormulaTensor(entry.name(), entry.shape());
            rounded.add(tensor.dtype() == DType.F32 ? Tensors.cast(tensor, dtype) : tensor);
        }
        assertThat(TensorDigest.of(rounded)).isEqualTo(expectedDigest);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0.0, -0.0",
        "65504, 65504",
        "65519.996, 65504",
        "65520, Infinity",
        "1e30, Infinity",
        "-Infinity, -Infinity",
        "NaN, NaN",
        "1.00048828125, 1",
        "1.00146484375, 1.001953125",
        "0x1p-14, 0x1p-14",
        "0x1.ff8p-15, 0x1.ff8p-15",
        "0x1.ffcp-15, 0x1p-14",
        "0x1p-24, 0x1p-24",
        "0x1p-25, 0",
        "0x1.000002p-25, 0x1p-24",
        "1e-40, 0"
    })
    void castToHalfCoversItsWholeRange(String value, String expected) throws IOException {
        assertThat(cast(value, DType.F16)).isEqualTo(Float.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0.0, -0.0",
        "NaN, NaN",
        "-Infinity, -Infinity",
        "3.4028235e38, Infinity",
        "1.00390625, 1",
        "1.01171875, 1.015625",
        "0x1p-133, 0x1p-133",
        "0x1p-134, 0"
    })
    void castToBrainFloatCoversItsWholeRange(String value, String expected) throws IOException {
        assertThat(cast(value, DType.BF16)).isEqualTo(Float.valueOf(expected));
    }

    @Test
    void castToTheSameTypeIsTheTensorItself() {
        Tensor tensor = Tensors.ofFloats("x", List.of(), new float[1]);
        assertThat(Tensors.cast(tensor, DType.F32)).isSameAs(tensor);
    }

    @Test
    void castOfIntegersIsRefused() {
        Tensor counter = Tensors.ofLongs("num_batches_tracked", List.of(), new long[1]);
        assertThatThrownBy(() -> Tensors.cast(counter, DType.F16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot cast 'num_batches_tracked' from I64 to F16");
    }

    /** Boxed, so that comparing tells -0 from 0 and NaN equals itself. */
    private static Float cast(String value, DType dtype) throws IOException {
        Tensor tensor = Tensors.ofFloats("x", List.of(), new float[] {Float.parseFloat(value)});
        return Tensors.cast(tensor, dtype).floats()[0];
    }
}
