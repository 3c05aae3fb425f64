package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One model gives one tensor digest, however it was saved. */
class OneDigestTest {
    private static final String PICO = "2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pico.pth",
                "pico_legacy.pth",
                "pico_protocol4.pth",
                "whole_module.pth",
                "pico.safetensors",
                "pico_module_prefix.pth",
                "pico_lightning.pth"
            })
    void formatsOfTorchAndSafetensors(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(GoldenCheckpoint.resource(name))) {
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(PICO);
        }
    }

    /** All floats lie in one storage, each tensor column-major; all counters are one number of another. */
    @Test
    void stridedAndTied() throws IOException {
        byte[] file;
        try (Checkpoint pico = Checkpoint.open(GoldenCheckpoint.resource("pico.pth"))) {
            List<Tensor> tensors = List.copyOf(pico.tensors().values());
            int floats = tensors.stream()
                    .filter(tensor -> tensor.dtype() == DType.F32)
                    .mapToInt(tensor -> (int) tensor.elementCount())
                    .sum();
            ByteBuffer storage = ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            PickleForge pickle = PickleForge.protocol(2).op(Opcode.EMPTY_DICT);
            for (Tensor tensor : tensors) {
                pickle.text(tensor.name());
                if (tensor.dtype() == DType.F32) {
                    long[] shape = longs(tensor.shape());
                    long[] stride = columnMajor(shape);
                    int offset = storage.position() / Float.BYTES;
                    putColumnMajor(tensor.floats(), shape, stride, storage);
                    pickle.tensor("0", floats, offset, shape, stride);
                } else {
                    counter(pickle);
                }
                pickle.op(Opcode.SETITEM);
            }
            file = new ZipForge()
                    .add(TorchForge.DATA, pickle.stop())
                    .add("archive/data/0", storage.array())
                    .add("archive/data/1", new byte[Long.BYTES])
                    .bytes();
        }
        try (Checkpoint checkpoint = Refusals.accept(folder, file)) {
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(PICO);
        }
    }

    private static void counter(PickleForge pickle) {
        pickle.global("torch._utils", "_rebuild_tensor_v2")
                .op(Opcode.MARK)
                .storage("LongStorage", "1", 1)
                .number(0)
                .op(Opcode.EMPTY_TUPLE, Opcode.EMPTY_TUPLE, Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.TUPLE, Opcode.REDUCE);
    }

    private static long[] columnMajor(long[] shape) {
        long[] stride = new long[shape.length];
        long next = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            stride[axis] = next;
            next *= shape[axis];
        }
        return stride;
    }

    private static void putColumnMajor(float[] values, long[] shape, long[] stride, ByteBuffer storage) {
        int start = storage.position();
        for (int i = 0; i < values.length; i++) {
            long rest = i;
            long element = 0;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                element += rest % shape[axis] * stride[axis];
                rest /= shape[axis];
            }
            storage.putFloat(start + (int) element * Float.BYTES, values[i]);
        }
        storage.position(start + values.length * Float.BYTES);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
