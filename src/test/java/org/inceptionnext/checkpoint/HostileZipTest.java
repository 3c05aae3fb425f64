package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.inceptionnext.checkpoint.pickle.Opcode;
import org.inceptionnext.text.PrintableText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 1 to 14 of the list of hostile inputs: archives that readers could see differently, or that ask for too much. */
class HostileZipTest {
    private static final String STORAGE = "archive/data/0";

    @TempDir
    Path folder;

    @Test
    void case00_theFileThatTheOthersAreMadeFromIsRead() throws IOException {
        try (Checkpoint checkpoint = Refusals.accept(folder, zip().bytes())) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(checkpoint.checksumMismatches()).isEmpty();
        }
    }

    @Test
    void case01_truncatedAtAnyByteIsRefused() throws IOException {
        byte[] whole = zip().bytes();
        for (int length = 4; length < whole.length; length++) {
            Refusals.refuse(folder, Arrays.copyOf(whole, length))
                    .at(length)
                    .saying("a zip archive without its end record: it is cut short", "download it again");
        }
    }

    @Test
    void case02_noEndRecordIsRefused() throws IOException {
        byte[] whole = zip().bytes();
        byte[] without = Arrays.copyOf(whole, whole.length - 22);
        Refusals.refuse(folder, without).at(without.length).saying("a zip archive without its end record");
    }

    @Test
    void case02_trailingBytesAreRefused() throws IOException {
        ZipForge zip = zip();
        zip.suffix = new byte[] {1};
        byte[] bytes = zip.bytes();
        Refusals.refuse(folder, bytes).at(bytes.length).saying("without its end record", "or something follows it");
    }

    @Test
    void case02_commentIsRefused() throws IOException {
        ZipForge zip = zip();
        zip.comment = new byte[] {'h', 'i'};
        Refusals.refuse(folder, zip.bytes())
                .at(zip.bytes().length - 24)
                .saying("a zip archive with a comment", "something else may hide in it");
    }

    @Test
    void case02_prefixedBytesAreRefused() throws IOException {
        ZipForge zip = zip();
        zip.prefix = new byte[] {'P', 'K', 3, 4, 0};
        Refusals.refuse(folder, zip.bytes())
                .at(zip.bytes().length - 22)
                .saying("a central directory that does not reach from byte", "nothing may stand before");
    }

    @Test
    void case02_bytesBetweenDirectoryAndEndRecordAreRefused() throws IOException {
        ZipForge zip = zip();
        zip.beforeEnd = new byte[3];
        Refusals.refuse(folder, zip.bytes())
                .at(zip.bytes().length - 22)
                .saying("a central directory that does not reach from byte");
    }

    @ParameterizedTest
    @CsvSource({"2, bytes after the last central header", "4, a central directory of 3 entries"})
    void case02_wrongCountOfEntriesIsRefused(int count, String words) throws IOException {
        ZipForge zip = zip();
        zip.count = count;
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(Math.min(count, 3)))
                .saying(words);
    }

    @Test
    void case02_severalDisksAreRefused() throws IOException {
        ZipForge zip = zip();
        zip.disk = 1;
        Refusals.refuse(folder, zip.bytes()).at(zip.bytes().length - 22).saying("an archive of several disks");
    }

    @Test
    void case02_twoDifferentCountsAreRefused() throws IOException {
        ZipForge zip = zip();
        zip.countOnThisDisk = 2;
        Refusals.refuse(folder, zip.bytes()).at(zip.bytes().length - 22).saying("two different counts of entries");
    }

    @Test
    void case02_zip64EndRecordThatAgreesIsRead() throws IOException {
        ZipForge zip = zip();
        zip.end64 = (record, locator) -> {};
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(checkpoint.tensors()).containsKey("w");
        }
    }

    static List<Arguments> wrongZip64() {
        return List.of(
                end64(42, "a zip64 locator that does not point", (record, locator) -> locator.putLong(8, 0)),
                end64(42, "a zip64 locator that does not point", (record, locator) -> record.putInt(0, 0)),
                end64(98, "two different counts of entries", (record, locator) -> record.putLong(24, 2)),
                end64(
                        22,
                        "contradict each other",
                        (record, locator) -> record.putLong(24, 2).putLong(32, 2)),
                end64(22, "contradict each other", (record, locator) -> record.putLong(40, 7)),
                end64(22, "contradict each other", (record, locator) -> record.putLong(48, -1)));
    }

    private static Arguments end64(int fromEnd, String words, BiConsumer<ByteBuffer, ByteBuffer> change) {
        return Arguments.of(fromEnd, words, change);
    }

    @ParameterizedTest
    @MethodSource("wrongZip64")
    void case02_zip64EndRecordThatDisagreesIsRefused(
            int fromEnd, String words, BiConsumer<ByteBuffer, ByteBuffer> change) throws IOException {
        ZipForge zip = zip();
        zip.end64 = change;
        Refusals.refuse(folder, zip.bytes()).at(zip.bytes().length - fromEnd).saying(words);
    }

    @Test
    void case02_damagedCentralHeaderIsRefused() throws IOException {
        ZipForge zip = zip();
        int central = zip.centralOffset(1);
        byte[] signature = zip.bytes();
        signature[central] = 'Q';
        Refusals.refuse(folder, signature).at(central).saying("no central header");
        byte[] nameLength = zip.bytes();
        nameLength[central + 29] = 1;
        Refusals.refuse(folder, nameLength).at(central).saying("a central header that is cut short");
        byte[] name = zip.bytes();
        name[central + 46] = (byte) 0xff;
        Refusals.refuse(folder, name).at(central + 46).saying("an entry's name that is not UTF-8");
    }

    @Test
    void case02_damagedLocalHeaderIsRefused() throws IOException {
        ZipForge zip = zip();
        int local = zip.localOffset(STORAGE);
        byte[] signature = zip.bytes();
        signature[local] = 'Q';
        Refusals.refuse(folder, signature).at(local).saying("no local header of entry 'archive/data/0'");
        byte[] extraLength = zip.bytes();
        extraLength[local + 29] = 1;
        Refusals.refuse(folder, extraLength).at(local).saying("entry 'archive/data/0' is cut short");
    }

    @Test
    void case02_archiveWithoutEntriesIsRefused() throws IOException {
        ZipForge zip = new ZipForge();
        zip.prefix = new byte[] {'P', 'K', 3, 4};
        byte[] bytes = zip.bytes();
        bytes[4 + 16] = 4;
        Refusals.refuse(folder, bytes).at(4).saying("an empty zip archive");
    }

    @Test
    void case12_brokenZip64FieldIsRefused() throws IOException {
        byte[] empty = new byte[0];
        byte[] tooLong =
                ZipForge.buffer(4).putShort((short) 1).putShort((short) 9).array();
        byte[] twice = TorchForge.join(zip64(4, 4), zip64(4, 4));
        for (byte[] extra : List.of(empty, tooLong, twice)) {
            ZipForge zip = zip().add("archive/extra", new byte[4], item -> {
                item.sizeBytes = 0xffffffffL;
                item.storedBytes = 0xffffffffL;
                item.centralExtra = extra;
            });
            String words = extra == empty
                    ? "a zip64 field that is missing"
                    : extra == twice ? "two zip64 fields" : "an extra field that is cut short";
            Refusals.refuse(folder, zip.bytes()).at(zip.centralOffset(3)).saying(words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TorchForge.DATA, STORAGE})
    void case03_duplicateRecordIsRefused(String name) throws IOException {
        ZipForge zip = zip().add(name, TorchForge.pair());
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(3))
                .saying("entry '" + name + "' beside '" + name + "'", "names must differ");
    }

    @Test
    void case04_nameThatDiffersOnlyInCaseIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/DATA.PKL", TorchForge.stateDict());
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(3))
                .saying("entry 'archive/DATA.PKL' beside 'archive/data.pkl'", "also without regard to case");
    }

    @Test
    void case05_otherLocalNameIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/extra", new byte[1], record -> record.localName = "archive/extrb");
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/extra"))
                .saying("entry 'archive/extra' has another name in its local header");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 6, 1 << 13})
    void case06_encryptionFlagIsRefusedWhereverItStands(int flag) throws IOException {
        ZipForge central = with(record -> record.flags = flag);
        Refusals.refuse(folder, central.bytes())
                .at(central.localOffset("archive/extra"))
                .saying("entry 'archive/extra' with flags 0x");
        ZipForge local = with(record -> record.localFlags = flag);
        Refusals.refuse(folder, local.bytes())
                .at(local.localOffset("archive/extra"))
                .saying("entry 'archive/extra' with flags 0x");
    }

    @Test
    void case07_deflatedStorageIsRead() throws IOException {
        ZipForge zip = new ZipForge()
                .add(TorchForge.DATA, TorchForge.stateDict(), ZipForge.Item::deflate)
                .add(STORAGE, TorchForge.pair(), ZipForge.Item::deflate);
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(checkpoint.checksumMismatches()).isEmpty();
        }
    }

    @Test
    void case07_deflationBombIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/bomb", new byte[10_000_000], ZipForge.Item::deflate);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/bomb"))
                .saying("entry 'archive/bomb' of 10000000 bytes, compressed to 9");
    }

    @ParameterizedTest
    @CsvSource({"-1, of more than 999 bytes", "1, of 1000 bytes where 1001 are declared"})
    void case07_deflatedLengthOtherThanDeclaredIsRefused(int difference, String words) throws IOException {
        ZipForge zip = zip().add("archive/extra", new byte[1000], record -> {
            record.deflate();
            record.sizeBytes += difference;
            record.localSizeBytes += difference;
        });
        Refusals.refuse(folder, zip.bytes()).at(zip.dataOffset("archive/extra")).saying("compressed data " + words);
    }

    @Test
    void case07_damagedDeflatedDataIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/extra", new byte[200], record -> {
            record.deflate();
            record.stored = Arrays.copyOf(record.stored, record.stored.length - 2);
            record.storedBytes = record.stored.length;
        });
        Refusals.refuse(folder, zip.bytes())
                .at(zip.dataOffset("archive/extra"))
                .saying("compressed data that is damaged");
    }

    @Test
    void case08_wrongChecksumIsReadAndReported() throws IOException {
        ZipForge zip = new ZipForge()
                .add(TorchForge.DATA, TorchForge.stateDict())
                .add(STORAGE, TorchForge.pair(), record -> record.crc = 5);
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(checkpoint.checksumMismatches()).containsExactly("data/0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive/../x",
                "/archive/x",
                "archive\\x",
                "archive/x\0",
                "..",
                "archive/./x",
                "c:/x",
                "archive/..",
                ""
            })
    void case09_unsafeNameIsRefused(String name) throws IOException {
        ZipForge zip = zip().add(name, new byte[1]);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(3))
                .saying("the entry name " + PrintableText.quote(name), "relative names without '..'");
    }

    @Test
    void case09_storageKeyThatLeavesItsFolderIsRefused() throws IOException {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .op(Opcode.MARK)
                .text("storage")
                .global("torch", "FloatStorage")
                .text("../data.pkl")
                .text("cpu")
                .number(2)
                .op(Opcode.TUPLE)
                .fault()
                .op(Opcode.BINPERSID, Opcode.SETITEM);
        ZipForge zip = TorchForge.zip(pickle.stop());
        Refusals.refuse(folder, zip.bytes())
                .at(zip.dataOffset(TorchForge.DATA) + pickle.faultOffset())
                .saying("the storage key '../data.pkl'", "letters, digits and underscores");
    }

    @Test
    void case10_twoRootsAreRefused() throws IOException {
        ZipForge zip = zip().add("other/data/1", new byte[1]);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(3))
                .saying("entry 'other/data/1' outside the folder 'archive/'");
    }

    @Test
    void case10_noRootIsRefused() throws IOException {
        ZipForge zip = new ZipForge().add("data.pkl", TorchForge.stateDict()).add("data/0", TorchForge.pair());
        Refusals.refuse(folder, zip.bytes())
                .at(zip.centralOffset(0))
                .saying("entry 'data.pkl' outside the folder ''", "lie in one folder");
    }

    @Test
    void case11_recordsThatShareAPayloadAreRefused() throws IOException {
        ZipForge zip = zip();
        int shared = zip.localOffset(STORAGE);
        zip.add("archive/data/1", TorchForge.pair(), record -> record.localOffset = shared);
        Refusals.refuse(folder, zip.bytes())
                .at(shared)
                .saying("no room for entry 'archive/data/0'", "no archive that torch writes");
    }

    @Test
    void case11_bytesHiddenBetweenRecordsAreRefused() throws IOException {
        ZipForge zip = new ZipForge()
                .add(TorchForge.DATA, TorchForge.stateDict(), record -> record.after = new byte[16])
                .add(STORAGE, TorchForge.pair());
        Refusals.refuse(folder, zip.bytes()).at(0).saying("entry 'archive/data.pkl' of", "lie before the next one");
    }

    /** Readers that go from record to record would see another archive than those that trust the directory. */
    @Test
    void case11_recordBeforeTheFirstOfTheDirectoryIsRefused() throws IOException {
        ZipForge zip = new ZipForge()
                .add("archive/hidden", new byte[4])
                .add(TorchForge.DATA, TorchForge.stateDict())
                .add(STORAGE, TorchForge.pair());
        byte[] whole = zip.bytes();
        int from = zip.centralOffset(0);
        int to = zip.centralOffset(1);
        byte[] file = TorchForge.join(Arrays.copyOf(whole, from), Arrays.copyOfRange(whole, to, whole.length));
        ByteBuffer.wrap(file, file.length - 22, 22)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(8, (short) 2)
                .putShort(10, (short) 2)
                .putInt(12, zip.centralOffset(3) - to);
        Refusals.refuse(folder, file)
                .at(zip.localOffset(TorchForge.DATA))
                .saying("entry 'archive/data.pkl' begins at byte", "it must begin at 0");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 2_200_000_000L})
    void case12_sizeBeyondTheFileIsRefusedBeforeAnythingIsAllocated(long size) throws IOException {
        ZipForge zip = zip().add("archive/huge", new byte[1], record -> {
            record.sizeBytes = 0xffffffffL;
            record.storedBytes = 0xffffffffL;
            record.localSizeBytes = 0xffffffffL;
            record.centralExtra = zip64(size, size);
        });
        long offset = size < 0 ? zip.centralOffset(3) : zip.localOffset("archive/huge");
        Refusals.refuse(folder, zip.bytes())
                .at(offset)
                .saying("entry 'archive/huge' of " + Long.toUnsignedString(size) + " bytes");
    }

    @Test
    void case12_storedWithTwoLengthsIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/extra", new byte[4], record -> record.sizeBytes = 5);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/extra"))
                .saying("entry 'archive/extra' of 5 bytes, stored in 4");
    }

    @Test
    void case12_otherLocalSizeIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/extra", new byte[4], record -> record.localSizeBytes = 3);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/extra"))
                .saying("entry 'archive/extra' has other sizes in its local header");
    }

    @Test
    void case12_unknownCompressionIsRefused() throws IOException {
        ZipForge zip = with(record -> {
            record.method = 12;
            record.localMethod = 12;
        });
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/extra"))
                .saying("entry 'archive/extra' of compression method 12");
    }

    @Test
    void case12_otherLocalCompressionIsRefused() throws IOException {
        ZipForge zip = with(record -> record.localMethod = 8);
        Refusals.refuse(folder, zip.bytes())
                .at(zip.localOffset("archive/extra"))
                .saying("entry 'archive/extra' of compression method 0 (local header: 8)");
    }

    @Test
    void case13_torchScriptGivenAsWeightsIsNamed() throws IOException {
        ZipForge zip = zip().add("archive/constants.pkl", new byte[1]);
        Refusals.refuse(folder, zip.bytes())
                .ofTheWholeFile()
                .saying("a TorchScript archive, which is a program", "torch.save(model.state_dict()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "x", "", "3\n\n", "-1", "99999999999999999999999999999999999"})
    void case14_unknownVersionIsRefused(String version) throws IOException {
        for (String name : List.of("archive/version", "archive/.data/version")) {
            ZipForge zip = new ZipForge()
                    .add(TorchForge.DATA, TorchForge.stateDict())
                    .add(STORAGE, TorchForge.pair())
                    .add(name, TorchForge.ascii(version));
            Refusals.Refusal refusal = Refusals.refuse(folder, zip.bytes()).at(zip.dataOffset(name));
            if (version.length() > 32) {
                refusal.saying("'" + name + "' of 35 bytes");
            } else {
                refusal.saying("the format version " + PrintableText.quote(version), "versions 1 to 10");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3\n", "10\n"})
    void case14_knownVersionIsRead(String version) throws IOException {
        ZipForge zip = new ZipForge()
                .add(TorchForge.DATA, TorchForge.stateDict())
                .add(STORAGE, TorchForge.pair())
                .add("archive/version", TorchForge.ascii(version));
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(checkpoint.tensors()).containsKey("w");
        }
    }

    @Test
    void case14_unknownByteOrderIsRefused() throws IOException {
        ZipForge zip = zip().add("archive/byteorder", TorchForge.ascii("middle"));
        Refusals.refuse(folder, zip.bytes())
                .at(zip.dataOffset("archive/byteorder"))
                .saying("the byte order 'middle'", "'little' and 'big' are known");
    }

    @Test
    void case14_bigEndianIsSwapped() throws IOException {
        byte[] pair = ByteBuffer.allocate(8).putFloat(1).putFloat(2).array();
        ZipForge zip = new ZipForge()
                .add(TorchForge.DATA, TorchForge.stateDict())
                .add("archive/byteorder", TorchForge.ascii("big"))
                .add(STORAGE, pair);
        try (Checkpoint checkpoint = Refusals.accept(folder, zip.bytes())) {
            assertThat(Refusals.tensor(checkpoint, "w").floats()).containsExactly(1, 2);
            assertThat(Refusals.tensor(checkpoint, "w").bytes().array()).isEqualTo(TorchForge.pair());
        }
    }

    private static ZipForge zip() {
        return TorchForge.zip(TorchForge.stateDict());
    }

    private static ZipForge with(Consumer<ZipForge.Item> change) {
        return zip().add("archive/extra", new byte[4], change);
    }

    private static byte[] zip64(long size, long stored) {
        return ZipForge.buffer(20)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(size)
                .putLong(stored)
                .array();
    }
}
