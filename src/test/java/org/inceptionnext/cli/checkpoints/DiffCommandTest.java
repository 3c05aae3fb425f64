package org.inceptionnext.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inx diff}. */
class DiffCommandTest {
    @TempDir
    Path folder;

    private static String golden(String name) {
        return GoldenCheckpoint.resource(name).toString();
    }

    private String write(String name, Tensor... tensors) throws IOException {
        Path file = folder.resolve(name);
        if (name.endsWith(".pth")) {
            PthWriter.write(file, List.of(tensors));
        } else {
            SafetensorsWriter.write(file, List.of(tensors), Map.of());
        }
        return file.toString();
    }

    private static Tensor floats(String name, float... values) {
        return Tensors.ofFloats(name, List.of((long) values.length), values);
    }

    private static Tensor bits(DType dtype, int... bits) {
        ByteBuffer data = ByteBuffer.allocate(bits.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int each : bits) {
            data.putInt(each);
        }
        return Tensors.ofBytes("w", dtype, List.of((long) bits.length), data.flip());
    }

    @Test
    void oneModelInTwoFormatsIsTheSame() {
        Outcome outcome = Outcome.of("diff", golden("pico_legacy.pth"), golden("pico.safetensors"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("The same: 114 tensors, bit for bit.\n");
    }

    @Test
    void whatDiffersIsMeasured() throws IOException {
        String a = write("a.safetensors", floats("same", 1, 2), floats("w", 1, -4, 2), floats("onlyA", 1));
        String b = write("b.pth", floats("w", 1, -3, 2.5f), floats("same", 1, 2), floats("onlyB", 1));
        Outcome outcome = Outcome.of("diff", a, b);
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out().lines())
                .containsExactly(
                        "Different: 1 of 2 common tensors, 1 only in A, 1 only in B.",
                        "NAME   A, B     LARGEST  RELATIVE  DIFFERING",
                        "onlyA  F32 [1]                     only in A",
                        "w      F32 [3]     1.00     0.250  2 of 3, most at 1",
                        "onlyB  F32 [1]                     only in B");
        JsonObject json = Outcome.of("diff", a, b, "--json").json().get(0);
        assertThat(json.get("same").getAsBoolean()).isFalse();
        assertThat(json.getAsJsonArray("onlyInA").get(0).getAsString()).isEqualTo("onlyA");
        JsonObject different = json.getAsJsonArray("different").get(0).getAsJsonObject();
        assertThat(different.get("largest").getAsDouble()).isEqualTo(1);
        assertThat(different.get("relative").getAsDouble()).isEqualTo(0.25);
        assertThat(different.get("index").getAsLong()).isEqualTo(1);
        assertThat(different.get("differing").getAsLong()).isEqualTo(2);
    }

    @Test
    void toleranceLooksAtNumbersAndNotAtTypes() {
        Outcome strict = Outcome.of("diff", golden("pico.pth"), golden("pico_half.pth"));
        assertThat(strict.exitCode()).isEqualTo(7);
        assertThat(strict.out())
                .startsWith("Different: 105 of 114 common tensors")
                .contains("F32 [16, 3, 4, 4], F16 [16, 3, 4, 4]");
        Outcome loose = Outcome.of("diff", golden("pico.pth"), golden("pico_half.pth"), "--tolerance", "1e-3");
        assertThat(loose.exitCode()).isZero();
        assertThat(loose.out()).isEqualTo("The same: 114 tensors, none further apart than 0.001.\n");
        assertThat(Outcome.of("diff", golden("pico.pth"), golden("pico_half.pth"), "--tolerance", "1e-9")
                        .exitCode())
                .isEqualTo(7);
    }

    @Test
    void toleranceOfZeroTakesEqualNumbersOfTwoTypesForTheSame() {
        String half = "src/test/resources/cases/checkpoints/same-numbers-f16.pt";
        String full = "src/test/resources/cases/checkpoints/same-numbers-f32.pt";
        assertThat(Outcome.of("diff", half, full).exitCode()).isEqualTo(7);
        Outcome numbers = Outcome.of("diff", half, full, "--tolerance", "0");
        assertThat(numbers.exitCode()).isZero();
        assertThat(numbers.out()).isEqualTo("The same: 1 tensors, none further apart than 0.0.\n");
    }

    @Test
    void toleranceOfZeroStillFindsOtherNumbers() throws IOException {
        String a = write("a.safetensors", floats("w", 1, 2));
        String b = write("b.safetensors", floats("w", 1, Math.nextUp(2f)));
        assertThat(Outcome.of("diff", a, b, "--tolerance", "0").exitCode()).isEqualTo(7);
    }

    @Test
    void packedTypesAreComparedByTheirBytes() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2});
        String a = write("a.safetensors", Tensors.ofBytes("w", DType.F4, List.of(4L), bytes));
        String b =
                write("b.safetensors", Tensors.ofBytes("w", DType.F4, List.of(4L), ByteBuffer.wrap(new byte[] {1, 3})));
        assertThat(Outcome.of("diff", a, a).exitCode()).isZero();
        Outcome outcome = Outcome.of("diff", a, b);
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out()).contains("F4 [4]", "1 of 4, most at 1");
    }

    @Test
    void otherShapesAreNotCompared() {
        Outcome outcome = Outcome.of("diff", golden("pico.pth"), golden("pico_bad_shape.pth"));
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out())
                .startsWith("Different: 2 of 114 common tensors")
                .containsPattern("head\\.fc2\\.bias +F32 \\[10\\], F32 \\[12\\] +other shape");
    }

    @Test
    void signsOfZeroAndBitsOfNaNCount() throws IOException {
        String a = write("a.safetensors", bits(DType.F32, 0, 0x7fc00000, 0x3f800000));
        String b = write("b.safetensors", bits(DType.F32, 0x80000000, 0x7fc00001, 0x3f800000));
        Outcome outcome = Outcome.of("diff", a, b);
        assertThat(outcome.out()).startsWith("Different: 1 of 1").contains("2 of 3");
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(Outcome.of("diff", a, a).exitCode()).isZero();
    }

    @Test
    void numberBesideNaNIsNoSmallDifference() throws IOException {
        String a = write("a.safetensors", floats("w", 1, 2, 3));
        String b = write("b.safetensors", floats("w", 1, Float.NaN, 4));
        Outcome outcome = Outcome.of("diff", a, b, "--tolerance", "100");
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out()).contains("NaN", "most at 1");
        assertThat(Outcome.of("diff", a, b, "--json")
                        .json()
                        .get(0)
                        .getAsJsonArray("different")
                        .get(0)
                        .getAsJsonObject()
                        .get("largest")
                        .isJsonNull())
                .isTrue();
    }

    @Test
    void everyTypeIsComparedAsNumbers() throws IOException {
        for (DType dtype : DType.values()) {
            if (dtype.isPacked()) {
                continue;
            }
            ByteBuffer first = ByteBuffer.allocate(dtype.sizeBytes());
            ByteBuffer second = ByteBuffer.allocate(dtype.sizeBytes());
            // The highest bit apart from the sign's.
            second.put(dtype.sizeBytes() - 1, (byte) (dtype == DType.BOOL ? 1 : 0x40));
            Tensor a = Tensors.ofBytes("w", dtype, List.of(1L), first);
            Tensor b = Tensors.ofBytes("w", dtype, List.of(1L), second);
            assertThat(ElementDifference.sameBits(a, a)).isTrue();
            assertThat(ElementDifference.sameBits(a, b)).isFalse();
            ElementDifference difference = ElementDifference.of(a, b);
            assertThat(difference.count()).as(dtype.name()).isEqualTo(1);
            assertThat(difference.largest()).as(dtype.name()).isGreaterThan(0);
        }
    }

    @Test
    void tensorsLongerThanAChunkAreReadToTheirEnds() throws IOException {
        float[] a = new float[100_001];
        float[] b = a.clone();
        b[100_000] = -1;
        ElementDifference difference = ElementDifference.of(floats("w", a), floats("w", b));
        assertThat(difference).isEqualTo(new ElementDifference(1, 1, 1, 100_000));
        assertThat(ElementDifference.of(floats("w"), floats("w")).count()).isZero();
    }

    @Test
    void keysChooseTheWeightsOfBothFiles() {
        String wrapped = golden("pico_wrapped_ema.pth");
        assertThat(Outcome.of("diff", wrapped, golden("pico.pth"), "--key", "state_dict")
                        .exitCode())
                .isZero();
        Outcome both = Outcome.of("diff", wrapped, wrapped, "--key-b", "state_dict");
        assertThat(both.exitCode()).isEqualTo(7);
        assertThat(both.err()).contains("A: weights taken from state_dict_ema", "B: weights taken from state_dict;");
    }

    @Test
    void badInputIsNamed() {
        assertThat(Outcome.of("diff", "nowhere.pth", golden("pico.pth")).exitCode())
                .isEqualTo(3);
        assertThat(Outcome.of("diff", golden("pico.pth")).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("diff", golden("pico.pth"), golden("torchscript.pt"))
                        .exitCode())
                .isEqualTo(6);
        assertThat(Outcome.of("diff", golden("pico.pth"), golden("pico.pth"), "--tolerance", "-1")
                        .err())
                .contains("--tolerance must be a number of at least 0");
    }
}
