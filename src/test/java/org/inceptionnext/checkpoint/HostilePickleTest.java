package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 15 to 30 and 30a to 30f of the list of hostile inputs: pickles that attack, lie or never end. */
class HostilePickleTest {
    private static final OpenOptions FOREIGN = OpenOptions.DEFAULTS.withForeignObjects();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "nowhere, launch",
        "nowhere.inner, launch",
        "builtins, nowhere",
        "__builtin__, nowhere",
        "torch, nowhere"
    })
    void case15_callOfAForeignFunctionIsRefusedByName(String module, String name) throws IOException {
        PickleForge alone = PickleForge.protocol(2)
                .fault()
                .global(module, name)
                .text("argument")
                .op(Opcode.TUPLE1, Opcode.REDUCE);
        refuse(alone)
                .saying("not known, first '" + module + "." + name + "' and no tensor", "it has no weights")
                .notSaying("--object");
        PickleForge besideATensor = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("x")
                .fault()
                .global(module, name)
                .text("argument")
                .op(Opcode.TUPLE1, Opcode.REDUCE, Opcode.SETITEM);
        refuse(besideATensor).saying("not known, first '" + module + "." + name + "'", "--object");
    }

    @Test
    void case15_andHasNoEffectWhenItIsAskedFor() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .text("x")
                .global("nowhere", "launch")
                .text("argument")
                .op(Opcode.TUPLE1, Opcode.REDUCE, Opcode.SETITEM);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes(), FOREIGN)) {
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.FOREIGN_OBJECT);
            assertThat(checkpoint.globals()).containsEntry("nowhere.launch", 1);
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
            assertThat(checkpoint.object().orElseThrow())
                    .isInstanceOfSatisfying(
                            PickleValue.Dict.class,
                            root -> assertThat(root.get("x").orElseThrow()).isInstanceOf(PickleValue.Stub.class));
        }
    }

    @Test
    void case16_globalNamedByComputedTextsIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .global("_codecs", "encode")
                .text("no")
                .text("latin1")
                .op(Opcode.TUPLE2, Opcode.REDUCE)
                .text("launch")
                .fault()
                .op(Opcode.STACK_GLOBAL);
        refuse(pickle).saying("a global named by a byte string of 2 and the text 'launch'", "two texts");
    }

    @Test
    void case16_stackGlobalOfAForeignNameIsRefused() throws IOException {
        PickleForge pickle =
                PickleForge.protocol(4).text("nowhere").text("launch").fault().op(Opcode.STACK_GLOBAL);
        refuse(pickle).saying("not known, first 'nowhere.launch'");
    }

    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {
                "INST",
                "EXT1",
                "EXT2",
                "EXT4",
                "DUP",
                "PERSID",
                "FLOAT",
                "LONG",
                "STRING",
                "UNICODE",
                "LIST",
                "DICT",
                "GET",
                "PUT",
                "NEXT_BUFFER",
                "READONLY_BUFFER"
            })
    void case17_operationsThatTorchNeverWritesAreRefused(Opcode opcode) throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.NONE, Opcode.MARK)
                .fault()
                .op(opcode)
                .ascii("nowhere\nlaunch\n");
        refuse(pickle).saying("the operation " + opcode, "torch.save never writes it");
    }

    @Test
    void case17_objIsRefusedUnlessForeignObjectsAreAskedFor() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.MARK)
                .global("collections", "OrderedDict")
                .fault()
                .op(Opcode.OBJ)
                .text("w")
                .pairWithoutFault()
                .op(Opcode.SETITEM);
        refuse(pickle).saying("the operation OBJ", "ask for foreign objects");
    }

    @Test
    void case17_objOfNothingIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.MARK).fault().op(Opcode.OBJ);
        Refusals.refuse(folder, TorchForge.zip(pickle.stop()).bytes(), FOREIGN)
                .saying("a call of nothing", "a class is expected");
    }

    static List<Arguments> stateless() {
        PickleForge tensor =
                PickleForge.protocol(2).pair().op(Opcode.EMPTY_DICT).fault().op(Opcode.BUILD);
        return List.of(
                Arguments.of("a tensor", tensor),
                Arguments.of("a list of 0", build(Opcode.EMPTY_LIST)),
                Arguments.of("a tuple of 0", build(Opcode.EMPTY_TUPLE)),
                Arguments.of("None", build(Opcode.NONE)),
                Arguments.of(
                        "the name 'torch.FloatStorage'",
                        PickleForge.protocol(2)
                                .global("torch", "FloatStorage")
                                .op(Opcode.EMPTY_DICT)
                                .fault()
                                .op(Opcode.BUILD)));
    }

    private static PickleForge build(Opcode target) {
        return PickleForge.protocol(2).op(target, Opcode.EMPTY_DICT).fault().op(Opcode.BUILD);
    }

    @ParameterizedTest
    @MethodSource("stateless")
    void case17_buildOnWhatHasNoStateIsRefused(String target, PickleForge pickle) throws IOException {
        refuse(pickle).saying("a state set on " + target);
    }

    @Test
    void case17_secondStateOfAnObjectIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("argparse", "Namespace")
                .op(Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.EMPTY_DICT, Opcode.BUILD, Opcode.EMPTY_DICT)
                .fault()
                .op(Opcode.BUILD);
        refuse(pickle).saying("a second state for an object of 'argparse.Namespace'");
    }

    @Test
    void case18_unknownOperationIsRefused() throws IOException {
        refuse(PickleForge.protocol(2).fault().raw(0xff)).saying("the unknown operation 0xff");
    }

    @Test
    void case18_noStopIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.NONE).fault();
        refuseBytes(pickle, pickle.bytes()).saying("an operation that needs 1 bytes", "only 0 are left");
    }

    @Test
    void case18_bytesAfterStopAreRefused() throws IOException {
        byte[] pickle = TorchForge.join(TorchForge.stateDict(), new byte[] {'N', '.'});
        ZipForge zip = TorchForge.zip(pickle);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.dataOffset(TorchForge.DATA) + pickle.length - 2)
                .saying("2 bytes after the pickle's end", "holds one pickle");
    }

    @Test
    void case18_valuesLeftOnTheStackAreRefused() throws IOException {
        refuse(PickleForge.protocol(2).op(Opcode.NONE, Opcode.NONE).fault()).saying("1 values left on the stack");
    }

    @Test
    void case18_secondProtoIsRefused() throws IOException {
        refuse(PickleForge.protocol(2).fault().op(Opcode.PROTO).raw(2)).saying("the operation PROTO in the middle");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 255})
    void case18_otherProtocolIsRefused(int protocol) throws IOException {
        PickleForge pickle = new PickleForge().fault().op(Opcode.PROTO).raw(protocol);
        refuse(pickle).saying("a pickle of protocol " + protocol, "protocols 2 to 5 are read");
    }

    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {
                "STOP",
                "POP",
                "APPEND",
                "SETITEM",
                "TUPLE1",
                "TUPLE2",
                "TUPLE3",
                "REDUCE",
                "NEWOBJ",
                "NEWOBJ_EX",
                "BUILD",
                "BINPERSID",
                "STACK_GLOBAL",
                "MEMOIZE",
                "BINPUT",
                "LONG_BINPUT"
            })
    void case19_stackUnderflowIsRefused(Opcode opcode) throws IOException {
        PickleForge pickle = PickleForge.protocol(4).fault().op(opcode).i32(0);
        refuse(pickle).saying("an operation that needs", "values", "only 0 are on the stack");
    }

    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {"APPEND", "SETITEM", "TUPLE1", "REDUCE", "BUILD", "BINPERSID"})
    void case19_valuesBelowAMarkAreOutOfReach(Opcode opcode) throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .op(Opcode.NONE, Opcode.NONE, Opcode.NONE, Opcode.MARK)
                .fault()
                .op(opcode);
        refuse(pickle).saying("an operation that needs", "only 0 are on the stack");
    }

    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {"TUPLE", "APPENDS", "SETITEMS", "ADDITEMS", "FROZENSET", "POP_MARK"})
    void case19_operationWithoutItsMarkIsRefused(Opcode opcode) throws IOException {
        PickleForge pickle =
                PickleForge.protocol(4).op(Opcode.EMPTY_LIST).fault().op(opcode);
        refuse(pickle).saying("an operation that needs a mark", "there is none");
    }

    @Test
    void case20_unsetMemoEntryIsRefused() throws IOException {
        refuse(PickleForge.protocol(2).fault().get(7)).saying("a use of memo entry 7, which is not set");
    }

    @Test
    void case20_hugeMemoIndexIsAMapKeyLikeAnyOther() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT, Opcode.LONG_BINPUT)
                .i32(-1)
                .text("w")
                .pair()
                .op(Opcode.SETITEM, Opcode.POP, Opcode.LONG_BINGET)
                .i32(-1);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
        }
    }

    @ParameterizedTest
    @CsvSource({"BINUNICODE, 4294967295", "BINSTRING, 4294967295", "BINBYTES, 4294967295", "LONG4, 4294967295"})
    void case21_lengthOf4GigabytesAllocatesNothing(Opcode opcode, String length) throws IOException {
        refuse(PickleForge.protocol(4).fault().op(opcode).i32(-1))
                .saying("an operation that needs " + length + " bytes", "are left");
    }

    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {"BINUNICODE8", "BINBYTES8", "BYTEARRAY8"})
    void case21_lengthOf63BitsAllocatesNothing(Opcode opcode) throws IOException {
        for (long length : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            refuse(PickleForge.protocol(5).fault().op(opcode).i64(length))
                    .saying("an operation that needs " + Long.toUnsignedString(length) + " bytes");
        }
    }

    @Test
    void case22_aMillionNestedListsAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2);
        for (int i = 0; i < 10_000; i++) {
            pickle.op(Opcode.EMPTY_LIST);
        }
        pickle.fault();
        for (int i = 0; i < 990_000; i++) {
            pickle.op(Opcode.EMPTY_LIST);
        }
        refuse(pickle).saying("more than 10000 values on the stack");
    }

    @Test
    void case22_deepTuplesOnAFlatStackAreRefusedWithoutRecursion() throws IOException {
        PickleForge pickle =
                PickleForge.protocol(2).op(Opcode.EMPTY_DICT).text("w").pair();
        for (int i = 0; i < 500_000; i++) {
            pickle.op(Opcode.TUPLE1);
        }
        pickle.op(Opcode.SETITEM);
        Refusals.refuse(
                        folder,
                        TorchForge.zip(pickle.stop()).bytes(),
                        OpenOptions.DEFAULTS,
                        Refusals.MILLION_OPERATIONS_BYTES)
                .saying("containers within containers", "names of tensors may have 1024 bytes");
    }

    @Test
    void case23_dictThatContainsItselfAndTensorsIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .fault()
                .op(Opcode.EMPTY_DICT)
                .put(0)
                .text("w")
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("self")
                .get(0)
                .op(Opcode.SETITEM);
        refuse(pickle).saying("a dict of 2 that contains itself, and tensors");
    }

    @Test
    void case23_listThatContainsItselfAndTensorsIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_LIST)
                .put(0)
                .get(0)
                .op(Opcode.APPEND)
                .pair()
                .op(Opcode.APPEND);
        Refusals.refuse(folder, TorchForge.zip(pickle.stop()).bytes())
                .saying("a list of 2 that contains itself, and tensors");
    }

    @Test
    void case24_billionLaughsByMemoAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_LIST, Opcode.NONE, Opcode.APPEND)
                .put(0);
        for (int level = 1; level < 10; level++) {
            pickle.op(Opcode.POP, Opcode.EMPTY_LIST).put(level);
            for (int i = 0; i < 10; i++) {
                pickle.get(level - 1).op(Opcode.APPEND);
            }
        }
        pickle.pairWithoutFault().op(Opcode.APPEND);
        Refusals.refuse(
                        folder,
                        TorchForge.zip(pickle.stop()).bytes(),
                        OpenOptions.DEFAULTS,
                        Refusals.MILLION_OPERATIONS_BYTES)
                .at(0)
                .saying("an object that unfolds to more than 1000000 values", "that is the limit");
    }

    @Test
    void case24_manyNamesOfOneTensorAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_LIST)
                .put(0)
                .pairWithoutFault()
                .op(Opcode.APPEND);
        for (int level = 1; level < 8; level++) {
            pickle.op(Opcode.POP, Opcode.EMPTY_LIST).put(level);
            for (int i = 0; i < 10; i++) {
                pickle.get(level - 1).op(Opcode.APPEND);
            }
        }
        Refusals.refuse(
                        folder,
                        TorchForge.zip(pickle.stop()).bytes(),
                        OpenOptions.DEFAULTS,
                        Refusals.MILLION_OPERATIONS_BYTES)
                .saying("more than 100000 tensors");
    }

    @Test
    void case24_copiesOfALongListCountAsWork() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("__builtin__", "set")
                .put(0)
                .op(Opcode.POP, Opcode.EMPTY_LIST)
                .op(Opcode.MARK);
        for (int i = 0; i < 9_000; i++) {
            pickle.op(Opcode.NONE);
        }
        pickle.op(Opcode.APPENDS, Opcode.TUPLE1).put(1).op(Opcode.POP);
        for (int i = 0; i < 200; i++) {
            pickle.get(0).get(1).op(Opcode.REDUCE).put(2);
        }
        Refusals.refuse(folder, TorchForge.zip(pickle.stop()).bytes())
                .saying("more than 1000000 operations in a pickle");
    }

    @Test
    void case24_oneLongKeyOfManyDictsCountsAsWork() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .text("k".repeat(1000))
                .put(0)
                .op(Opcode.POP, Opcode.EMPTY_LIST)
                .put(1)
                .op(Opcode.EMPTY_DICT)
                .put(2);
        for (int i = 0; i < 100_000; i++) {
            pickle.op(Opcode.EMPTY_DICT).put(2).get(0).op(Opcode.NONE, Opcode.SETITEM, Opcode.POP);
        }
        Refusals.refuse(
                        folder,
                        TorchForge.zip(pickle.stop()).bytes(),
                        OpenOptions.DEFAULTS,
                        Refusals.MILLION_OPERATIONS_BYTES)
                .saying("more than 1000000 operations in a pickle");
    }

    static List<Arguments> noDicts() {
        return List.of(
                Arguments.of("a tensor", PickleForge.protocol(2).pair()),
                Arguments.of("a list of 0", PickleForge.protocol(2).op(Opcode.EMPTY_LIST)),
                Arguments.of("a tuple of 0", PickleForge.protocol(2).op(Opcode.EMPTY_TUPLE)),
                Arguments.of("the text 'x'", PickleForge.protocol(2).text("x")));
    }

    @ParameterizedTest
    @MethodSource("noDicts")
    void case25_itemsOfWhatIsNoDictAreRefused(String target, PickleForge pickle) throws IOException {
        pickle.text("k").op(Opcode.NONE).fault().op(Opcode.SETITEM);
        refuse(pickle).saying("an item set on " + target, "items are set on dicts");
    }

    @Test
    void case25_keyWithoutAValueIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT, Opcode.MARK)
                .text("k")
                .fault()
                .op(Opcode.SETITEMS);
        refuse(pickle).saying("a key without a value");
    }

    @Test
    void case25_appendToWhatIsNoListIsRefused() throws IOException {
        refuse(PickleForge.protocol(2)
                        .op(Opcode.EMPTY_DICT, Opcode.NONE)
                        .fault()
                        .op(Opcode.APPEND))
                .saying("APPEND on a dict of 0", "it needs a list");
        refuse(PickleForge.protocol(4)
                        .op(Opcode.EMPTY_LIST, Opcode.MARK)
                        .fault()
                        .op(Opcode.ADDITEMS))
                .saying("ADDITEMS on a list of 0", "it needs a set");
    }

    @Test
    void case26_duplicateKeysAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .text("w")
                .op(Opcode.NONE)
                .fault()
                .op(Opcode.SETITEM);
        refuse(pickle).saying("the key the text 'w' twice in a dict");
    }

    @Test
    void case26_keysThatPythonHoldsForEqualAreDuplicates() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .number(1)
                .op(Opcode.NONE, Opcode.SETITEM, Opcode.NEWTRUE, Opcode.NONE)
                .fault()
                .op(Opcode.SETITEM);
        refuse(pickle).saying("the key True twice in a dict");
    }

    @Test
    void case26_tensorUnderAWholeNumberIsNamedByIt() throws IOException {
        PickleForge pickle =
                PickleForge.protocol(2).op(Opcode.EMPTY_DICT).number(3).pair().op(Opcode.SETITEM);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("3");
        }
    }

    @Test
    void case26_tensorsUnderANumberAndItsTextAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .fault()
                .op(Opcode.EMPTY_DICT)
                .number(3)
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("3")
                .pairWithoutFault()
                .op(Opcode.SETITEM);
        refuse(pickle).saying("two tensors named '3'");
    }

    static List<PickleForge> namelessKeys() {
        return List.of(
                PickleForge.protocol(2)
                        .op(Opcode.EMPTY_DICT)
                        .number(1)
                        .number(2)
                        .op(Opcode.TUPLE2),
                PickleForge.protocol(2).op(Opcode.EMPTY_DICT, Opcode.NONE));
    }

    @ParameterizedTest
    @MethodSource("namelessKeys")
    void case26_tensorUnderAKeyThatIsNoTextIsCounted(PickleForge pickle) throws IOException {
        byte[] alone = TorchForge.zip(
                        pickle.pairWithoutFault().op(Opcode.SETITEM).stop())
                .bytes();
        Refusals.refuse(folder, alone).saying("not taken: 1 tensor under keys that are no text");
    }

    @Test
    void case26_unhashableKeyIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT, Opcode.EMPTY_LIST, Opcode.NONE)
                .fault()
                .op(Opcode.SETITEM);
        refuse(pickle).saying("a dict key that is a list of 0");
    }

    @Test
    void case26_twoWaysToOneNameAreRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("a.b")
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("a")
                .fault()
                .op(Opcode.EMPTY_DICT)
                .text("b")
                .pairWithoutFault()
                .op(Opcode.SETITEM, Opcode.SETITEM);
        refuse(pickle).saying("two tensors named 'a.b'");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc0, 0xed, 0xff})
    void case27_malformedTextIsRefused(int first) throws IOException {
        // ed a0 80 is half a surrogate pair.
        PickleForge pickle =
                PickleForge.protocol(2).fault().op(Opcode.BINUNICODE).i32(3).raw(first, 0xa0, 0x80);
        refuse(pickle).saying("a text that is not UTF-8");
    }

    @Test
    void case27_globalWithoutLineFeedIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).fault().op(Opcode.GLOBAL).ascii("nowhere");
        refuse(pickle).saying("an operation that needs 1 bytes", "only 0 are left");
        PickleForge endless = PickleForge.protocol(2).fault().op(Opcode.GLOBAL).ascii("x".repeat(5000));
        refuse(endless).saying("a line of more than 1024 bytes");
        PickleForge accented = PickleForge.protocol(2).fault().op(Opcode.GLOBAL).ascii("\u00e9\nx\n");
        refuse(accented).saying("a line that is not ASCII");
    }

    @Test
    void case28_countOf255BytesIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.MARK)
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .op(Opcode.LONG1)
                .raw(255)
                .ascii("\u007f".repeat(255))
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID);
        refuse(pickle).saying("a persistent id that is a tuple of 5", "a number of 2039 bits");
    }

    static List<Arguments> persistentIds() {
        return List.of(
                Arguments.of(
                        "a persistent id 'module'",
                        PickleForge.protocol(2)
                                .op(Opcode.MARK)
                                .text("module")
                                .global("torch.nn.modules.linear", "Linear")
                                .text("file.py")
                                .text("import os")
                                .op(Opcode.TUPLE)),
                Arguments.of(
                        "a persistent id that is a tuple of 2: the text 'storage', the text '0'",
                        PickleForge.protocol(2).text("storage").text("0").op(Opcode.TUPLE2)),
                Arguments.of(
                        "a persistent id that is the text 'storage'",
                        PickleForge.protocol(2).text("storage")),
                Arguments.of(
                        "a persistent id that is the number 5",
                        PickleForge.protocol(2).number(5)),
                Arguments.of(
                        "a storage of class 'torch.float32'",
                        PickleForge.protocol(2)
                                .op(Opcode.MARK)
                                .text("storage")
                                .global("torch", "float32")
                                .text("0")
                                .text("cpu")
                                .number(2)
                                .op(Opcode.TUPLE)));
    }

    @ParameterizedTest
    @MethodSource("persistentIds")
    void case29_persistentIdOfAnotherFormIsRefused(String words, PickleForge pickle) throws IOException {
        refuse(pickle.fault().op(Opcode.BINPERSID)).saying(words);
    }

    @Test
    void case29_viewOfAStorageIsOfTheTimeBeforeZipArchives() throws IOException {
        PickleForge pickle = TorchForge.legacyStorageId(PickleForge.protocol(2), "0", 2, 0, 1);
        refuse(pickle).saying("a view of storage '0'", "only files before torch 1.6 have such");
    }

    @Test
    void case30_magicNumberThatIsComputedIsNoMagicNumber() throws IOException {
        byte[] magic = PickleForge.protocol(2)
                .global("builtins", "int")
                .text("119547037146038801333356")
                .op(Opcode.TUPLE1, Opcode.REDUCE)
                .stop();
        Refusals.refuse(folder, TorchForge.join(magic, TorchForge.legacyHead()))
                .at(0)
                .saying("a Python pickle that torch.save did not write");
    }

    @Test
    void case30a_operationThatStraddlesAFrameIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .op(Opcode.FRAME)
                .i64(3)
                .op(Opcode.NONE)
                .fault()
                .op(Opcode.BININT)
                .i32(1);
        refuse(pickle).saying("an operation that crosses the end of its frame");
    }

    @Test
    void case30a_frameWithinAFrameIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .op(Opcode.FRAME)
                .i64(20)
                .fault()
                .op(Opcode.FRAME)
                .i64(2)
                .ascii("N".repeat(20));
        refuse(pickle).saying("a frame within a frame");
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, Long.MAX_VALUE, -1})
    void case30a_frameLongerThanTheRestIsRefused(long length) throws IOException {
        PickleForge pickle =
                PickleForge.protocol(4).fault().op(Opcode.FRAME).i64(length).op(Opcode.NONE);
        refuse(pickle).saying("a frame of " + Long.toUnsignedString(length) + " bytes", "are left");
    }

    @Test
    void case30a_frameThatGoesOnAfterTheEndIsRefused() throws IOException {
        PickleForge pickle =
                PickleForge.protocol(4).op(Opcode.FRAME).i64(3).op(Opcode.NONE).fault();
        byte[] bytes = TorchForge.join(pickle.bytes(), new byte[] {'.', 0});
        refuseBytes(pickle, bytes).saying("a frame that goes on after the pickle's end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(lp0\n.", "(dp0\nS'a'\nI1\ns.", "cnowhere\nlaunch\n(S'x'\ntR.", "}q\0.", "]q\0."})
    void case30b_pickleOfProtocol0Or1IsRefusedByName(String pickle) throws IOException {
        Refusals.refuse(folder, TorchForge.ascii(pickle))
                .at(0)
                .saying("a Python pickle of protocol 0 or 1", "torch.save(model.state_dict()");
        ZipForge zip = TorchForge.zip(TorchForge.ascii(pickle));
        Refusals.refuse(folder, zip.bytes())
                .at(zip.dataOffset(TorchForge.DATA))
                .saying("a pickle of protocol 0 or 1", "protocols 2 to 5 are read");
    }

    @Test
    void case30c_dottedNamesAreRefusedEvenWhenForeignObjectsAreAskedFor() throws IOException {
        PickleForge global = PickleForge.protocol(2).fault().global("torch", "nn.nowhere.launch");
        PickleForge stackGlobal = PickleForge.protocol(4)
                .text("torch")
                .text("nn.nowhere.launch")
                .fault()
                .op(Opcode.STACK_GLOBAL);
        for (PickleForge pickle : List.of(global, stackGlobal)) {
            ZipForge zip = TorchForge.zip(pickle.stop());
            Refusals.refuse(folder, zip.bytes(), FOREIGN)
                    .at(zip.dataOffset(TorchForge.DATA) + pickle.faultOffset())
                    .saying("the global 'torch.nn.nowhere.launch'", "a name without a dot");
        }
    }

    @Test
    void case30d_expansionByManyUsesOfFewMemoEntriesIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2).op(Opcode.NONE).put(0).op(Opcode.MARK);
        for (int i = 0; i < 9_000; i++) {
            pickle.get(0);
        }
        pickle.op(Opcode.POP_MARK, Opcode.MARK);
        for (int i = 0; i < 1_000; i++) {
            pickle.get(0);
        }
        pickle.fault().get(0);
        refuse(pickle).saying("10001 uses of 1 memo entries", "at most 50 uses of each");
    }

    @Test
    void case30e_objectsThatArePoppedAreListed() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.MARK)
                .global("nowhere", "launch")
                .text("argument")
                .op(Opcode.OBJ, Opcode.POP)
                .global("nowhere", "remove")
                .text("argument")
                .op(Opcode.TUPLE1, Opcode.REDUCE, Opcode.POP, Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes(), FOREIGN)) {
            assertThat(checkpoint.globals()).containsEntry("nowhere.launch", 1).containsEntry("nowhere.remove", 1);
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.FOREIGN_OBJECT);
        }
    }

    @Test
    void case30f_foreignObjectsAreNeverReadUnasked() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pairWithoutFault()
                .op(Opcode.SETITEM)
                .text("trainer")
                .fault()
                .global("acme.training", "Trainer")
                .op(Opcode.EMPTY_TUPLE, Opcode.NEWOBJ, Opcode.SETITEM);
        refuse(pickle).saying("not known, first 'acme.training.Trainer'", "as inert data");
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.bytes()).bytes(), FOREIGN)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
        }
    }

    @Test
    void callOfAResultIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_LIST, Opcode.EMPTY_TUPLE)
                .fault()
                .op(Opcode.REDUCE);
        refuse(pickle).saying("a call of a list of 0", "only named classes and functions");
        PickleForge arguments = PickleForge.protocol(2)
                .global("collections", "OrderedDict")
                .op(Opcode.EMPTY_LIST)
                .fault()
                .op(Opcode.REDUCE);
        refuse(arguments).saying("a call with a list of 0 as its arguments", "a tuple is expected");
    }

    @Test
    void knownCallsWithOtherArgumentsAreRefused() throws IOException {
        refuse(PickleForge.protocol(2)
                        .global("collections", "OrderedDict")
                        .text("x")
                        .op(Opcode.TUPLE1)
                        .fault()
                        .op(Opcode.REDUCE))
                .saying("'collections.OrderedDict' of the text 'x'");
        refuse(PickleForge.protocol(2)
                        .global("collections", "OrderedDict")
                        .op(Opcode.EMPTY_LIST, Opcode.NONE, Opcode.APPEND, Opcode.TUPLE1)
                        .fault()
                        .op(Opcode.REDUCE))
                .saying("an item of a dict that is None");
        refuse(PickleForge.protocol(2)
                        .global("builtins", "set")
                        .op(Opcode.NONE, Opcode.TUPLE1)
                        .fault()
                        .op(Opcode.REDUCE))
                .saying("'builtins.set' of None");
        refuse(PickleForge.protocol(2)
                        .global("torch._tensor", "_rebuild_from_type_v2")
                        .op(Opcode.NONE, Opcode.TUPLE1)
                        .fault()
                        .op(Opcode.REDUCE))
                .saying("_rebuild_from_type_v2 of other arguments");
    }

    @Test
    void decimalThatIsNoNumberIsRefused() throws IOException {
        refuse(PickleForge.protocol(2).fault().op(Opcode.INT).ascii("0x10\n")).saying("'0x10'", "a decimal number");
    }

    @Test
    void hostileNamesAreEscapedInMessages() throws IOException {
        PickleForge pickle = PickleForge.protocol(4)
                .text("nowhere")
                .text("\u001b[31m\u202e")
                .fault()
                .op(Opcode.STACK_GLOBAL);
        refuse(pickle).saying("the global 'nowhere.\\u001b[31m\\u202e'");
    }

    @Test
    void pythonTwoPickleIsRead() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .global("collections", "OrderedDict")
                .op(Opcode.EMPTY_LIST, Opcode.MARK, Opcode.EMPTY_LIST, Opcode.MARK, Opcode.SHORT_BINSTRING)
                .raw(1)
                .ascii("w")
                .pair()
                .op(Opcode.APPENDS, Opcode.EMPTY_LIST, Opcode.MARK, Opcode.BINSTRING)
                .i32(4)
                .ascii("step")
                .op(Opcode.INT)
                .ascii("12345678901\n")
                .op(Opcode.APPENDS, Opcode.APPENDS, Opcode.TUPLE1, Opcode.REDUCE);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
            assertThat(((PickleValue.Dict) checkpoint.object().orElseThrow()).get("step"))
                    .contains(new PickleValue.Int(12345678901L));
        }
    }

    @Test
    void protocolFiveContainersAreRead() throws IOException {
        PickleForge pickle = PickleForge.protocol(5)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .text("set")
                .op(Opcode.EMPTY_SET, Opcode.MARK)
                .number(1)
                .op(Opcode.ADDITEMS, Opcode.SETITEM)
                .text("bytes")
                .op(Opcode.BYTEARRAY8)
                .i64(2)
                .ascii("ab")
                .op(Opcode.SETITEM);
        try (Checkpoint checkpoint =
                Refusals.accept(folder, TorchForge.zip(pickle.stop()).bytes())) {
            PickleValue.Dict root = (PickleValue.Dict) checkpoint.object().orElseThrow();
            assertThat(root.get("set").orElseThrow()).isInstanceOfSatisfying(Sequence.class, set -> {
                assertThat(set.kind()).isEqualTo(Sequence.Kind.SET);
                assertThat(set.items()).containsExactly(new PickleValue.Int(1));
            });
            assertThat(((PickleValue.Bytes) root.get("bytes").orElseThrow())
                            .value()
                            .remaining())
                    .isEqualTo(2);
        }
    }

    private Refusals.Refusal refuse(PickleForge pickle) throws IOException {
        return refuseBytes(pickle, pickle.stop());
    }

    private Refusals.Refusal refuseBytes(PickleForge pickle, byte[] bytes) throws IOException {
        ZipForge zip = TorchForge.zip(bytes);
        return Refusals.refuse(folder, zip.bytes()).at(zip.dataOffset(TorchForge.DATA) + pickle.faultOffset());
    }
}
