package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * States that torch 0.2 to 0.4 set on tensors, parameters and variables; source: {@code Tensor.__setstate__} of torch 2.15.0.
 * TorchContainersTest has files of them that torch 2.15.0 itself reads.
 */
class OldTensorStatesTest {
    private static final String VARIABLE = "torch.autograd.variable";

    @TempDir
    Path folder;

    private Checkpoint accept(PickleForge pickle) throws IOException {
        return Refusals.accept(
                folder, TorchForge.zip(pickle.op(Opcode.SETITEM).stop()).bytes());
    }

    private static PickleForge underW() {
        return PickleForge.protocol(2).op(Opcode.EMPTY_DICT).text("w");
    }

    @Test
    void variableMadeOfItsDataWithAStateOfThreeIsItsData() throws IOException {
        PickleForge pickle = underW().global(VARIABLE, "Variable")
                .pairWithoutFault()
                .op(Opcode.TUPLE1, Opcode.REDUCE)
                .op(Opcode.MARK, Opcode.NEWTRUE, Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.TUPLE, Opcode.BUILD);
        try (Checkpoint checkpoint = accept(pickle)) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(checkpoint.leftOut()).isEmpty();
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.KNOWN_OBJECT);
        }
    }

    @Test
    void newVariableWithAStateOfFiveIsItsFirst() throws IOException {
        PickleForge pickle = underW().global(VARIABLE, "Variable")
                .op(Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.MARK)
                .pairWithoutFault()
                .op(Opcode.NONE, Opcode.NONE, Opcode.NEWTRUE, Opcode.NEWFALSE, Opcode.TUPLE, Opcode.BUILD);
        try (Checkpoint checkpoint = accept(pickle)) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(checkpoint.leftOut()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void stateOfAnotherLengthIsRefused(int items) throws IOException {
        Opcode[] nones = new Opcode[items];
        Arrays.fill(nones, Opcode.NONE);
        PickleForge pickle =
                underW().pairWithoutFault().op(Opcode.MARK).op(nones).op(Opcode.TUPLE, Opcode.BUILD);
        Refusals.refuse(folder, TorchForge.zip(pickle.op(Opcode.SETITEM).stop()).bytes())
                .saying("a state set on a tensor that is a tuple of " + items, "3 to 5 items are expected");
    }
}
