package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.inceptionnext.checkpoint.pickle.PickleValue;

/** The states of a numpy array and the arguments of a numpy scalar, between operations that are right. */
class NumpyFuzz {
    @FuzzTest(maxDuration = "5m")
    void state(byte[] operations) {
        byte[] array = PickleForge.protocol(4)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("array")
                .global("numpy.core.multiarray", "_reconstruct")
                .op(Opcode.EMPTY_TUPLE, Opcode.REDUCE)
                .bytes();
        byte[] build = new PickleForge()
                .op(Opcode.BUILD, Opcode.SETITEM)
                .text("scalar")
                .bytes();
        byte[] scalar =
                new PickleForge().global("numpy.core.multiarray", "scalar").bytes();
        byte[] end = new PickleForge().op(Opcode.REDUCE, Opcode.SETITEM).stop();
        FuzzedFile.use(
                TorchForge.zip(TorchForge.join(array, operations, build, scalar, operations, end))
                        .bytes(),
                OpenOptions.DEFAULTS,
                NumpyFuzz::readArrays);
    }

    private static void readArrays(Checkpoint checkpoint) throws IOException {
        if (checkpoint.object().orElseThrow() instanceof PickleValue.Dict root
                && root.get("array").orElse(null) instanceof PickleValue.Stub stub
                && stub.array().isPresent()) {
            Tensor tensor = stub.array().get();
            assertThat(tensor.bytes().remaining()).isEqualTo((int) tensor.sizeBytes());
        }
    }
}
