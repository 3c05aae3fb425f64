package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 31 to 42 of the list of hostile inputs: tensors that reach beyond their storage, and strange ones that are right. */
class HostileTensorTest {
    private static final long[] TWO = {2};
    private static final long[] ONE = {1};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-1, 2,  1, 2, a tensor's offset with the number -1",
        "0,  -2, 1, 2, a tensor's size with the number -2",
        "0,  2, -1, 2, a tensor's stride with the number -1",
    })
    void case31_negativeNumberIsRefused(long offset, long size, long stride, long count, String words)
            throws IOException {
        refuse(tensor(count, offset, new long[] {size}, new long[] {stride}))
                .saying(words, "whole numbers from 0 are allowed");
    }

    @Test
    void case31_negativeCountIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.MARK);
        pickle.text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number(-2)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("a storage of -2 elements", "may not be negative");
    }

    @Test
    void case32_bytesThatOverflow64BitsAreRefused() throws IOException {
        // 2^62 + 1 floats are 2^64 + 4 bytes.
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.MARK);
        pickle.text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number((1L << 62) + 1)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("a storage of 4611686018427387905 elements of 4 bytes", "must fit 63 bits");
    }

    @Test
    void case32_sizeThatOverflowsIsRefused() throws IOException {
        refuse(tensor(2, 0, new long[] {1L << 32, 1L << 32}, new long[] {0, 0})).saying("must not overflow 63 bits");
        refuse(tensor(2, 0, new long[] {(1L << 62) + 1}, new long[] {0})).saying("must not overflow 63 bits");
        refuse(tensor(2, 0, new long[] {3, 3}, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}))
                .saying("must not overflow 63 bits");
        refuse(tensor(2, Long.MAX_VALUE, ONE, ONE)).saying("must not overflow 63 bits");
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 1, 3", "1, 2, 1, 3", "0, 2, 2, 3", "2, 1, 1, 3"})
    void case33_extentPastTheStoragesEndIsRefused(long offset, long size, long stride, long end) throws IOException {
        refuse(tensor(2, offset, new long[] {size}, new long[] {stride}))
                .saying("a tensor that reaches to element " + end + " of storage '0'", "the storage has 2");
    }

    @Test
    void case34_overflowHiddenByAnEmptyDimensionIsRefused() throws IOException {
        refuse(tensor(2, 0, new long[] {0, 1L << 32, 1L << 32}, new long[] {1, 1, 1}))
                .saying("must not overflow 63 bits");
    }

    /** What is no array of plain numbers stays as it was recorded. */
    @Test
    void case34_overflowHiddenByAnEmptyDimensionOfANumpyArrayIsNoArray() throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .text("array")
                .global("numpy.core.multiarray", "_reconstruct")
                .op(Opcode.EMPTY_TUPLE, Opcode.REDUCE, Opcode.MARK)
                .number(1)
                .numbers(0, 1L << 40, 1L << 40)
                .global("numpy", "dtype")
                .text("f4")
                .op(Opcode.TUPLE1, Opcode.REDUCE)
                .number(3)
                .text("<")
                .op(Opcode.TUPLE2, Opcode.BUILD, Opcode.NEWFALSE, Opcode.SHORT_BINBYTES)
                .raw(0)
                .op(Opcode.TUPLE, Opcode.BUILD, Opcode.SETITEM);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            PickleValue.Dict root = (PickleValue.Dict) checkpoint.object().orElseThrow();
            assertThat(root.get("array").orElseThrow())
                    .isInstanceOfSatisfying(
                            PickleValue.Stub.class,
                            stub -> assertThat(stub.array()).isEmpty());
        }
    }

    @Test
    void case35_expansionTo1TerabyteIsRefused() throws IOException {
        refuse(tensor(2, 0, new long[] {1L << 38}, new long[] {0}))
                .saying("a tensor of 1099511627776 bytes made of a storage of 8", "at most 1073741824 bytes longer");
    }

    @Test
    void case35_manyMediumExpansionsAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.EMPTY_DICT);
        for (int i = 0; i < 3; i++) {
            pickle.text("w" + i)
                    .tensor("0", 2, 0, new long[] {100_000_000}, new long[] {0})
                    .op(Opcode.SETITEM);
        }
        Refusals.refuse(folder, TorchForge.zip(pickle.stop()).bytes())
                .saying("tensors of more than 1200000000 bytes in storages of", "at most 1073741824 bytes longer");
    }

    @Test
    void case35_smallExpansionIsRead() throws IOException {
        assertThat(floats(tensor(2, 1, new long[] {3, 2}, new long[] {0, 0}))).containsExactly(2, 2, 2, 2, 2, 2);
    }

    @Test
    void case36_sizesAndStridesOfDifferentNumberAreRefused() throws IOException {
        refuse(tensor(2, 0, TWO, new long[] {1, 1})).saying("a tensor of 1 sizes and 2 strides");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void case37_countOtherThanTheRecordsIsRefused(long count) throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.MARK);
        pickle.text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number(count)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("storage '0' of " + count + " elements of 4 bytes, whose record has 8");
    }

    @Test
    void case37_missingRecordIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.MARK);
        pickle.text("storage")
                .global("torch", "FloatStorage")
                .text("1")
                .text("cpu")
                .number(2)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("storage '1' without a record data/1");
    }

    @Test
    void case38_oneStorageOfTwoTypesIsRefused() throws IOException {
        PickleForge pickle =
                PickleForge.protocol(2).storage("FloatStorage", "0", 2).op(Opcode.MARK);
        pickle.text("storage")
                .global("torch", "IntStorage")
                .text("0")
                .text("cpu")
                .number(2)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("storage '0' as 2 of IntStorage and before as another");
    }

    @Test
    void case39_typeOtherThanTheStoragesIsRefused() throws IOException {
        refuse(v3("FloatStorage", 2, "uint16")).saying("a tensor of U16 in storage '0' of F32");
    }

    @Test
    void case39_untypedStorageTakesTheTypeOfTheTensor() throws IOException {
        PickleForge pickle = v3("UntypedStorage", 8, "uint32");
        try (Checkpoint checkpoint = Refusals.accept(folder, zip(pickle).bytes())) {
            Tensor tensor = Refusals.tensor(checkpoint, "w");
            assertThat(tensor.dtype()).isEqualTo(DType.U32);
            assertThat(tensor.bytes().array()).isEqualTo(TorchForge.pair());
        }
    }

    @Test
    void case39_unknownTypeIsRefused() throws IOException {
        refuse(v3("UntypedStorage", 8, "device")).saying("a tensor whose type is the name 'torch.device'");
    }

    @Test
    void case39_untypedStorageWithoutATypeIsOfBytesAsInTorch() throws IOException {
        PickleForge pickle = rebuilding("_rebuild_tensor_v2", "UntypedStorage", 8)
                .op(Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.TUPLE, Opcode.REDUCE);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            assertThat(checkpoint.tensors().values()).extracting(Tensor::dtype).containsExactly(DType.U8);
        }
    }

    @Test
    void case40_theLegacyFileThatTheOthersAreMadeFromIsRead() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 2, 1, 2);
        try (Checkpoint checkpoint = Refusals.accept(folder, file)) {
            assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.TORCH_LEGACY);
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
        }
    }

    @Test
    void case40_legacyViewOfALargerStorageIsRead() throws IOException {
        PickleForge object = TorchForge.legacyObject(4, new long[] {1, 2}, 2);
        byte[] file = legacy(object, TorchForge.legacyKeys("7"), 4, 1, 2, 3, 4);
        try (Checkpoint checkpoint = Refusals.accept(folder, file)) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "-1, 2", "1, -1", "0, 5", "9223372036854775807, 2"})
    void case40_legacyViewOutOfRangeIsRefused(long offset, long count) throws IOException {
        PickleForge object = TorchForge.legacyObject(4, new long[] {offset, count}, 1);
        byte[] file = legacy(object, TorchForge.legacyKeys("7"), 4, 1, 2, 3, 4);
        Refusals.refuse(folder, file)
                .at(TorchForge.legacyHead().length + object.faultOffset())
                .saying("a view of " + count + " elements from " + offset + " of storage '7'", "the storage has 4");
    }

    @Test
    void case40_legacyCountOtherThanTheObjectsIsRefused() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 3, 1, 2);
        Refusals.refuse(folder, file).at(file.length - 16).saying("storage '7' of 3 elements", "the object says 2");
    }

    @Test
    void case40_legacyStorageCutShortIsRefused() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 2, 1, 2);
        Refusals.refuse(folder, Arrays.copyOf(file, file.length - 1))
                .at(file.length - 16)
                .saying("storage '7' of 8 bytes, of which 7 are there", "download it again");
        Refusals.refuse(folder, Arrays.copyOf(file, file.length - 9))
                .at(file.length - 16)
                .saying("the file ends before storage '7'");
    }

    @Test
    void case40_legacyFileTruncatedAtAnyByteIsRefused() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 2, 1, 2);
        for (int length = 15; length < file.length; length++) {
            Refusals.refuse(folder, Arrays.copyOf(file, length));
        }
    }

    @Test
    void case40_legacyBytesAfterTheLastStorageAreRefused() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 2, 1, 2, 3);
        Refusals.refuse(folder, file).at(file.length - 4).saying("4 bytes after the last storage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "7,7", "7,8"})
    void case40_legacyKeysOtherThanTheObjectsAreRefused(String keys) throws IOException {
        PickleForge object = TorchForge.legacyObject(2, new long[0], 2);
        byte[] file = legacy(object, TorchForge.legacyKeys(keys.split(",")), 2, 1, 2);
        String words =
                keys.contains(",") ? "a list of 2 as the list of storages" : "the text '8' in the list of storages";
        Refusals.refuse(folder, file)
                .at(TorchForge.legacyHead().length + object.bytes().length)
                .saying(words);
    }

    @Test
    void case40_legacyOtherFormatVersionIsRefused() throws IOException {
        byte[] file = legacy(TorchForge.legacyObject(2, new long[0], 2), TorchForge.legacyKeys("7"), 2, 1, 2);
        file[15 + 3] = 0;
        Refusals.refuse(folder, file).at(15).saying("the format version the number 768", "1001 is read");
    }

    @Test
    void case41_transposedSlicedTiedSingleAndEmptyTensorsAreRead() throws IOException {
        assertThat(floats(tensor(2, 0, new long[] {2, 1}, new long[] {1, 2}))).containsExactly(1, 2);
        assertThat(floats(tensor(2, 0, new long[] {1, 2}, new long[] {77, 1}))).containsExactly(1, 2);
        assertThat(floats(tensor(2, 1, new long[] {1}, new long[] {2}))).containsExactly(2);
        assertThat(floats(tensor(2, 1, new long[] {}, new long[] {}))).containsExactly(2);
        assertThat(floats(tensor(2, 2, new long[] {0}, new long[] {1}))).isEmpty();
        assertThat(floats(tensor(2, 0, new long[] {2, 2}, new long[] {0, 1}))).containsExactly(1, 2, 1, 2);
    }

    @Test
    void case42_nanPayloadsAndSignOfZeroAreKept() throws IOException {
        byte[] bits = ZipForge.buffer(8).putInt(0x7fa00001).putInt(0x80000000).array();
        ZipForge zip =
                new ZipForge().add(TorchForge.DATA, TorchForge.stateDict()).add("archive/data/0", bits);
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(Refusals.tensor(checkpoint, "w").bytes().array()).isEqualTo(bits);
        }
    }

    @Test
    void unknownFlagIsRefused() throws IOException {
        PickleForge pickle = rebuilding("_rebuild_tensor_v2", "FloatStorage", 2)
                .op(Opcode.NEWFALSE, Opcode.EMPTY_DICT, Opcode.EMPTY_DICT)
                .text("mystery")
                .op(Opcode.NEWTRUE, Opcode.SETITEM, Opcode.TUPLE)
                .fault()
                .op(Opcode.REDUCE);
        refuse(pickle).saying("the tensor flag the text 'mystery'");
    }

    @Test
    void case40_legacyStorageOfTwoTypesIsRefused() throws IOException {
        PickleForge two =
                PickleForge.protocol(2).storage("FloatStorage", "7", 2).op(Opcode.POP, Opcode.MARK);
        two.text("storage")
                .global("torch", "IntStorage")
                .text("7")
                .text("cpu")
                .number(2)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        Refusals.refuse(folder, legacy(two, TorchForge.legacyKeys("7"), 2, 1, 2))
                .at(TorchForge.legacyHead().length + two.faultOffset())
                .saying("storage '7' as 2 of IntStorage and before as another");
    }

    @Test
    void case40_legacyModuleWithItsSourceIsReadAndItsSourceIsNot() throws IOException {
        PickleForge object =
                PickleForge.protocol(2).op(Opcode.EMPTY_DICT).text("model").op(Opcode.MARK);
        object.text("module")
                .global("torch.nn.modules.linear", "Linear")
                .text("linear.py")
                .text("source text")
                .op(Opcode.TUPLE, Opcode.BINPERSID, Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.SETITEM)
                .text("w")
                .global("torch._utils", "_rebuild_tensor")
                .op(Opcode.MARK)
                .storage("FloatStorage", "7", 2)
                .number(0)
                .numbers(2)
                .numbers(1)
                .op(Opcode.TUPLE, Opcode.REDUCE, Opcode.SETITEM);
        byte[] file = legacy(object, TorchForge.legacyKeys("7"), 2, 1, 2);
        try (Checkpoint checkpoint = Refusals.accept(folder, file)) {
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.KNOWN_OBJECT);
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void case40_legacyModuleOfAnotherFormIsRefused(int items) throws IOException {
        PickleForge object = PickleForge.protocol(2).op(Opcode.MARK).text("module");
        for (int i = 1; i < items; i++) {
            object.global("torch.nn.modules.linear", "Linear");
        }
        object.op(Opcode.TUPLE).fault().op(Opcode.BINPERSID);
        Refusals.refuse(folder, legacy(object, TorchForge.legacyKeys("7"), 2, 1, 2))
                .at(TorchForge.legacyHead().length + object.faultOffset())
                .saying(
                        "a persistent id 'module' of " + items + " items",
                        "('module', class, file, source) is expected");
    }

    @Test
    void case40_legacyFactsAboutTheWriterAreADict() throws IOException {
        byte[] head = TorchForge.legacyHead();
        int facts = head.length - PickleForge.protocol(2).op(Opcode.EMPTY_DICT).stop().length;
        head[facts + 2] = (byte) Opcode.EMPTY_LIST.code();
        byte[] object = TorchForge.legacyObject(2, new long[0], 2).stop();
        byte[] file = TorchForge.join(head, object, TorchForge.legacyKeys("7"), TorchForge.legacyStorage(2, 1, 2));
        Refusals.refuse(folder, file)
                .at(facts)
                .saying("a list of 0 as the facts about the writer", "a dict is expected");
    }

    @Test
    void tensorOfTheTimeBeforeTorch02WithAnotherStateIsRefused() throws IOException {
        PickleForge nothing = PickleForge.protocol(2)
                .global("torch", "FloatTensor")
                .op(Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.NONE)
                .fault()
                .op(Opcode.BUILD);
        refuse(nothing).saying("a tensor made of None", "(storage, offset, size, stride) is expected");
    }

    @Test
    void conjugatedRealTensorIsRefused() throws IOException {
        PickleForge pickle = rebuilding("_rebuild_tensor_v2", "FloatStorage", 2)
                .op(Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.EMPTY_DICT)
                .text("conj")
                .op(Opcode.NEWTRUE, Opcode.SETITEM, Opcode.TUPLE)
                .fault()
                .op(Opcode.REDUCE);
        refuse(pickle).saying("a conjugated or negated view of F32");
    }

    @ParameterizedTest
    @CsvSource({"0, a tensor made of 0 arguments", "3, a tensor made of 3 arguments", "8, a tensor made of 8 arguments"
    })
    void wrongNumberOfArgumentsIsRefused(int count, String words) throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("torch._utils", "_rebuild_tensor_v2")
                .op(Opcode.MARK);
        for (int i = 0; i < count; i++) {
            pickle.number(0);
        }
        refuse(pickle.op(Opcode.TUPLE).fault().op(Opcode.REDUCE)).saying(words, "6 are expected");
    }

    @Test
    void argumentsOfOtherTypesAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("torch._utils", "_rebuild_tensor_v2")
                .numbers(0, 0, 0, 0, 0, 0)
                .fault()
                .op(Opcode.REDUCE);
        refuse(pickle).saying("a tensor made of the number 0", "must be a storage");
        PickleForge parameter = PickleForge.protocol(2)
                .global("torch._utils", "_rebuild_parameter")
                .numbers(0, 0, 0)
                .fault()
                .op(Opcode.REDUCE);
        refuse(parameter).saying("a parameter of the number 0", "a tensor is expected");
    }

    @Test
    void argumentsOfWrongFormAreRefused() throws IOException {
        refuse(arguments(Opcode.NONE, Opcode.EMPTY_DICT)).saying("requires_grad that is not True or False");
        refuse(arguments(Opcode.NEWFALSE, Opcode.EMPTY_LIST)).saying("tensor flags that are a list of 0");
    }

    @Test
    void tensorOfTheTimeBeforeTorch02IsRead() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("torch", "FloatTensor")
                .op(Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.MARK)
                .storage("FloatStorage", "0", 2)
                .number(0)
                .numbers(2)
                .numbers(1)
                .op(Opcode.TUPLE, Opcode.BUILD);
        assertThat(floats(pickle)).containsExactly(1, 2);
    }

    @Test
    void bareStorageAsTheRootIsOneTensorWithoutAName() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).storage("FloatStorage", "0", 2);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            assertThat(Refusals.tensor(checkpoint, "").floats()).containsExactly(1, 2);
        }
    }

    @Test
    void fileWithoutATensorSaysSo() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("policy")
                .number(1)
                .op(Opcode.SETITEM);
        Refusals.refuse(folder, TorchForge.zip(pickle.stop()).bytes())
                .ofTheWholeFile()
                .saying("a torch.save zip archive that holds a dict of 1 and no tensor", "it has no weights");
    }

    /** The call that makes a tensor of two elements, as far as its stride. */
    private static PickleForge rebuilding(String function, String storage, long count) {
        return PickleForge.protocol(2)
                .global("torch._utils", function)
                .op(Opcode.MARK)
                .storage(storage, "0", count)
                .number(0)
                .numbers(2)
                .numbers(1);
    }

    private static PickleForge arguments(Opcode requiresGrad, Opcode flags) {
        return rebuilding("_rebuild_tensor_v2", "FloatStorage", 2)
                .op(requiresGrad, Opcode.EMPTY_DICT, flags, Opcode.TUPLE)
                .fault()
                .op(Opcode.REDUCE);
    }

    private static PickleForge tensor(long count, long offset, long[] size, long[] stride) {
        return PickleForge.protocol(2).tensor("0", count, offset, size, stride);
    }

    private static PickleForge v3(String storage, long count, String dtype) {
        return rebuilding("_rebuild_tensor_v3", storage, count)
                .op(Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .global("torch", dtype)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.REDUCE);
    }

    private float[] floats(PickleForge tensor) throws IOException {
        try (Checkpoint checkpoint = Refusals.accept(folder, zip(tensor).bytes())) {
            return Refusals.tensor(checkpoint, "w").floats();
        }
    }

    /** {@code {'w': tensor}}, with the tensor that a pickle has just made. */
    private static ZipForge zip(PickleForge tensor) {
        PickleForge dict = tensor.put(200)
                .op(Opcode.POP, Opcode.EMPTY_DICT)
                .text("w")
                .get(200)
                .op(Opcode.SETITEM);
        return TorchForge.zip(dict.stop());
    }

    private Refusals.Refusal refuse(PickleForge pickle) throws IOException {
        ZipForge zip = TorchForge.zip(pickle.stop());
        return Refusals.refuse(folder, zip.bytes()).at(zip.dataOffset(TorchForge.DATA) + pickle.faultOffset());
    }

    private static byte[] legacy(PickleForge object, byte[] keys, long count, float... elements) {
        return TorchForge.join(TorchForge.legacyHead(), object.stop(), keys, TorchForge.legacyStorage(count, elements));
    }
}
