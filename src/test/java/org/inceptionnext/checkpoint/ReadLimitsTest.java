package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit holds at its number, and one past it a file is refused. */
class ReadLimitsTest {
    @TempDir
    Path folder;

    static List<Arguments> filesAtALimit() {
        byte[] stateDict = TorchForge.stateDict();
        byte[] zip = TorchForge.zip(stateDict).bytes();
        String header = "{\"wide\":{\"dtype\":\"U8\",\"shape\":[1,1,2],\"data_offsets\":[0,2]}}";
        byte[] safetensors = TorchForge.join(
                ZipForge.buffer(8).putLong(header.length()).array(),
                header.getBytes(StandardCharsets.UTF_8),
                new byte[2]);
        int[] compressedBytes = new int[1];
        byte[] deflated = TorchForge.zip(stateDict)
                .add("archive/extra", new byte[1000], item -> {
                    item.deflate();
                    compressedBytes[0] = item.stored.length;
                })
                .bytes();
        int ratio = (1000 + compressedBytes[0] - 1) / compressedBytes[0];
        byte[] expanded = dict(PickleForge.protocol(2).tensor("0", 2, 0, new long[] {502}, new long[] {0}));
        byte[] deep = dict(PickleForge.protocol(2).tensor("0", 2, 0, new long[] {1, 1, 2}, new long[] {1, 1, 1}));
        return List.of(
                Arguments.of("headerBytes", safetensors, header.length(), "a safetensors header of " + header.length()),
                Arguments.of("rank", safetensors, 3, "more than 2 numbers in shape of 'wide'"),
                Arguments.of("nameBytes", safetensors, 4, "the name 'wide'"),
                Arguments.of("entries", safetensors, 1, "more than 0 tensors"),
                Arguments.of("entries", zip, 3, "3 entries"),
                Arguments.of("nameBytes", zip, "archive/data.pkl".length(), "an entry's name of 16 bytes"),
                Arguments.of("pickleBytes", zip, stateDict.length, "a pickle of more than"),
                Arguments.of("textBytes", safetensors, "data_offsets".length(), "a text of more than 11 characters"),
                Arguments.of("textBytes", zip, "storage".length(), "a text of 7 bytes"),
                Arguments.of("opcodes", zip, 34, "more than 33 operations in a pickle"),
                Arguments.of("stackDepth", zip, 11, "more than 10 values on the stack"),
                Arguments.of("memoEntries", dict(PickleForge.protocol(2).pair().put(1)), 2, "more than 1 memo entries"),
                Arguments.of("rank", deep, 3, "a tensor of 3 dimensions"),
                Arguments.of("inflatedBytes", deflated, 1000, "at most 999 bytes are inflated"),
                Arguments.of("inflationRatio", deflated, ratio, "times the compressed length are inflated"),
                Arguments.of("expandedBytes", expanded, 2000, "a tensor of 2008 bytes made of a storage of 8"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("filesAtALimit")
    void fileAtALimitIsReadAndOnePastItIsRefused(String name, byte[] file, int limit, String words) throws Exception {
        try (Checkpoint checkpoint = Refusals.accept(folder, file, with(name, limit))) {
            assertThat(checkpoint.tensors()).isNotEmpty();
        }
        Refusals.refuse(folder, file, with(name, limit - 1)).saying(words);
    }

    @Test
    void tensorNamesAndKeysAreLimited() throws IOException {
        for (int length : new int[] {1024, 1025}) {
            PickleForge flat = PickleForge.protocol(2)
                    .op(Opcode.EMPTY_DICT)
                    .text("n".repeat(length))
                    .pair()
                    .op(Opcode.SETITEM);
            PickleForge nested = PickleForge.protocol(2)
                    .op(Opcode.EMPTY_DICT)
                    .text("n".repeat(length - 2))
                    .op(Opcode.EMPTY_DICT)
                    .text("w")
                    .pair()
                    .op(Opcode.SETITEM, Opcode.SETITEM);
            byte[] flatFile = TorchForge.zip(flat.stop()).bytes();
            byte[] nestedFile = TorchForge.zip(nested.stop()).bytes();
            if (length == 1024) {
                Refusals.accept(folder, flatFile).close();
                Refusals.accept(folder, nestedFile).close();
            } else {
                Refusals.refuse(folder, flatFile).saying("a dict key that is the text", "at most 1024 bytes");
                Refusals.refuse(folder, nestedFile).saying("the tensor name 'nnn", "at most 1024 bytes");
            }
        }
    }

    @Test
    void tensorsOfOneFileAreLimited() throws Exception {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.EMPTY_DICT);
        for (int i = 0; i < 4; i++) {
            pickle.text("w" + i).pair().op(Opcode.SETITEM);
        }
        byte[] file = TorchForge.zip(pickle.stop()).bytes();
        try (Checkpoint checkpoint = Refusals.accept(folder, file, with("entries", 4))) {
            assertThat(checkpoint.tensors()).hasSize(4);
        }
        Refusals.refuse(folder, file, with("entries", 3)).saying("more than 3 tensors");
    }

    /** Also of those that the object does not keep. */
    @Test
    void tensorsThatAreMadeAndDroppedCount() throws Exception {
        PickleForge pickle =
                PickleForge.protocol(2).op(Opcode.EMPTY_DICT).text("w").pair().op(Opcode.SETITEM);
        for (int i = 0; i < 3; i++) {
            pickle.pair().op(Opcode.POP);
        }
        byte[] file = TorchForge.zip(pickle.stop()).bytes();
        try (Checkpoint checkpoint = Refusals.accept(folder, file, with("entries", 4))) {
            assertThat(checkpoint.tensors()).hasSize(1);
        }
        Refusals.refuse(folder, file, with("entries", 3)).saying("more than 3 tensors");
    }

    /** One text in the pickle may be made bytes of again and again. */
    @Test
    void bytesThatCallsMakeAreLimited() throws Exception {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .global("_codecs", "encode")
                .put(0)
                .text("b".repeat(1000))
                .text("latin1")
                .op(Opcode.TUPLE2)
                .put(1)
                .op(Opcode.POP, Opcode.POP);
        for (int i = 0; i < 4; i++) {
            pickle.get(0).get(1).op(Opcode.REDUCE, Opcode.POP);
        }
        byte[] file = TorchForge.zip(pickle.stop()).bytes();
        Refusals.accept(folder, file, with("pickleBytes", 4000)).close();
        Refusals.refuse(folder, file, with("pickleBytes", 3999))
                .saying("byte strings of more than 3999 bytes", "that is the limit");
    }

    @Test
    void noLimitCanBeRaised() throws Exception {
        for (RecordComponent component : ReadLimits.class.getRecordComponents()) {
            long highest = ((Number) component.getAccessor().invoke(ReadLimits.DEFAULTS)).longValue();
            assertThatThrownBy(() -> with(component.getName(), highest + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit " + component.getName() + " is " + (highest + 1) + "; 0 to " + highest
                            + " are allowed");
            assertThatThrownBy(() -> with(component.getName(), -1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Returns options whose only limit that differs from the default is the one of this name. */
    private static OpenOptions with(String name, long value) throws Exception {
        RecordComponent[] components = ReadLimits.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(ReadLimits.DEFAULTS);
            if (components[i].getName().equals(name)) {
                values[i] = types[i] == int.class ? (Object) Math.toIntExact(value) : (Object) value;
            }
        }
        Constructor<ReadLimits> constructor = ReadLimits.class.getConstructor(types);
        try {
            return OpenOptions.DEFAULTS.withLimits(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    private static byte[] dict(PickleForge tensor) {
        return TorchForge.zip(stateDictOf(tensor)).bytes();
    }

    private static byte[] stateDictOf(PickleForge tensor) {
        return tensor.put(200)
                .op(Opcode.POP, Opcode.EMPTY_DICT)
                .text("w")
                .get(200)
                .op(Opcode.SETITEM)
                .stop();
    }
}
