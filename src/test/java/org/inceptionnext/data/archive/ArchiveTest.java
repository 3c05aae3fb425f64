package org.inceptionnext.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
    private static final ArchiveLimits SMALL = new ArchiveLimits(1 << 20, 100, 500, 1 << 20, 200);

    @TempDir
    Path folder;

    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void nothingElseWasWritten() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(made);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tar.gz", "tar.zst", "gnu.tar"})
    void picturesOfAnArchiveAreGivenInItsOrderUnderItsNames(String kind) throws IOException {
        String longName = "deep/".repeat(40) + "long.png";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b/1.JPG", bytes(700, 1));
        files.put("notes.txt", bytes(5000, 2));
        files.put("./a.png", bytes(512, 3));
        files.put("__MACOSX/a.png", bytes(9, 4));
        files.put(".hidden/x.png", bytes(9, 4));
        files.put(longName, bytes(1, 5));
        files.put("\u732b/\u00e9.webp", bytes(100_000, 6));
        byte[] tar = ArchiveForge.tar(
                files,
                kind.equals("gnu.tar") ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
        byte[] content = switch (kind) {
            case "zip" -> ArchiveForge.zip(files);
            case "tar.gz" -> ArchiveForge.gzip(tar);
            case "tar.zst" -> ArchiveForge.zstd(tar);
            default -> tar;
        };
        Path file = file("photos." + kind, content);
        try (PictureWalk walk = PictureSource.of(List.of(file.toString())).walk()) {
            List<String> names = new ArrayList<>();
            while (walk.hasNext()) {
                var picture = walk.next();
                names.add(picture.name().substring(file.toString().length() + 1));
                byte[] expected = picture.name().endsWith("a.png")
                        ? files.get("./a.png")
                        : files.get(names.get(names.size() - 1));
                assertThat(picture.bytes()).isEqualTo(expected);
                assertThat(picture.bytes()).isEqualTo(expected);
            }
            assertThat(names).containsExactly("b/1.JPG", "a.png", longName, "\u732b/\u00e9.webp");
            assertThat(walk.passedOver()).hasToString("3 files passed over: 1 txt, 2 hidden");
        }
        assertThat(PictureSource.of(List.of(folder + "/*." + kind)).count()).isEqualTo(4);
    }

    @Test
    void entriesAreFoundAgainByTheirPlaceAfterTheWalkAndOnManyThreads() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            files.put("p" + i + ".png", bytes(100 * i + 1, i));
        }
        for (String kind : List.of("zip", "tar")) {
            Archive archive = Archive.of(
                    file("many." + kind, kind.equals("zip") ? ArchiveForge.zip(files) : ArchiveForge.tar(files)));
            assertThat(archive.hasRandomAccess()).isTrue();
            Map<String, Long> places = new LinkedHashMap<>();
            for (ArchiveItem item : items(archive)) {
                places.put(item.name(), ((ArchiveItem.Stored) item).place());
            }
            assertThat(places.keySet()).isEqualTo(files.keySet());
            places.entrySet().parallelStream().forEach(place -> {
                try (InputStream in = archive.open(place.getValue())) {
                    byte[] expected = Objects.requireNonNull(files.get(place.getKey()));
                    assertThat(in.readAllBytes()).isEqualTo(expected);
                    assertThat(archive.sizeBytes(place.getValue())).isEqualTo(expected.length);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void damagedEntryOfAZipIsReportedAndTheOthersAreRead() throws IOException {
        byte[] zip = ArchiveForge.zip(three());
        int at = indexOf(zip, "b.png") + "b.png".length() + 20;
        zip[at] ^= 0x55;
        assertThat(outcomes(file("x.zip", zip)))
                .hasSize(3)
                .startsWith("a.png 3000")
                .endsWith("c.png 3000")
                .element(1)
                .asString()
                .startsWith("b.png: ");
    }

    @Test
    void damagedHeaderOfATarIsReportedAndTheOthersAreRead() throws IOException {
        byte[] tar = ArchiveForge.tar(three());
        tar[indexOf(tar, "b.png") + 130] ^= 1;
        assertThat(outcomes(file("x.tar", tar)))
                .containsExactly("a.png 3000", ": a damaged header at byte 3584; read on at byte 7168", "c.png 3000");
        assertThat(outcomes(file("x.tgz", ArchiveForge.gzip(tar))))
                .containsExactly("a.png 3000", ": a damaged header at byte 3584; read on at byte 7168", "c.png 3000");
    }

    @Test
    void archiveThatIsCutShortGivesWhatIsThereAndSaysSo() throws IOException {
        byte[] tar = Arrays.copyOf(ArchiveForge.tar(three()), 7168 + 512 + 1000);
        assertThat(outcomes(file("x.tar", tar)))
                .containsExactly(
                        "a.png 3000", "b.png 3000", ": c.png claims 3000 bytes, and the archive has 1000 more");
        assertThat(outcomes(file("x.tgz", ArchiveForge.gzip(tar))))
                .containsExactly("a.png 3000", "b.png 3000", "c.png: the archive is cut short; fetch or pack it again");
        byte[] gzip = ArchiveForge.gzip(ArchiveForge.tar(three()));
        assertThat(outcomes(file("y.tgz", Arrays.copyOf(gzip, gzip.length / 2))))
                .last()
                .asString()
                .startsWith(": damaged, and what follows is lost: ");
        byte[] zip = ArchiveForge.zip(three());
        Path cut = file("x.zip", Arrays.copyOf(zip, zip.length - 30));
        assertThatThrownBy(() -> Archive.of(cut))
                .isInstanceOf(ArchiveException.class)
                .hasMessage(cut + ": a zip without its directory, which stands last; it is cut short");
        assertThat(failure(cut)).isEqualTo(cut + ": a zip without its directory, which stands last; it is cut short");
    }

    @Test
    void namesThatLeadOutAreRefusedAndNothingIsWritten() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : List.of("../up.png", "a/../../up.png", "/root.png", "C:x.png", "a\\b.png", "good.png")) {
            files.put(name, bytes(10, 1));
        }
        // Of a zip made on Windows, Commons Compress turns backslashes around.
        Map<String, byte[]> inZip = new LinkedHashMap<>(files);
        inZip.remove("a\\b.png");
        inZip.put("../..png", bytes(10, 1));
        inZip.put("good.png", inZip.remove("good.png"));
        for (Path file : List.of(file("x.zip", ArchiveForge.zip(inZip)), raw("x.tar", files))) {
            assertThat(outcomes(file))
                    .hasSize(6)
                    .endsWith("good.png 10")
                    .filteredOn(outcome -> outcome.endsWith(
                            ": an entry whose name leads out of the archive, or is no plain path; it is not read"))
                    .hasSize(5);
        }
    }

    @Test
    void entryThatClaimsATebibyteIsRefusedAtOnce() throws IOException {
        byte[] tar = joined(ArchiveForge.header("big.png", '0', 1L << 40), new byte[2048]);
        assertThat(outcomes(file("x.tar", tar)))
                .containsExactly(": big.png claims 1099511627776 bytes, and the archive has 2048 more");
        assertThat(outcomes(file("x.tgz", ArchiveForge.gzip(tar))))
                .containsExactly(
                        "big.png: an entry that claims 1099511627776 bytes; a picture has 268435456 at most",
                        ": the archive is cut short; fetch or pack it again");
        byte[] zip = ArchiveForge.zip(Map.of("big.png", bytes(10, 0)));
        int directory = indexOf(zip, "PK\1\2");
        Arrays.fill(zip, directory + 24, directory + 28, (byte) 0xfe);
        assertThat(outcomes(file("x.zip", zip)))
                .containsExactly("big.png: an entry that claims 4278124286 bytes; a picture has 268435456 at most");
    }

    @Test
    void longNameAndExtendedHeaderOfAGibibyteAreNotReadIntoMemory() throws IOException {
        for (char type : new char[] {'L', 'x', 'g'}) {
            byte[] tar = joined(ArchiveForge.header("first.png", '0', 0), ArchiveForge.header("n", type, 1 << 30));
            assertThat(outcomes(file(type + ".tgz", ArchiveForge.gzip(tar))))
                    .containsExactly("first.png 0", ": an extended header that claims 1073741824 bytes");
        }
    }

    @Test
    void bombIsRefusedAfterAFewMebibytes() throws IOException {
        // A picture of zeros, beside one that is none.
        byte[] zeros = new byte[40 << 20];
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("zeros.png", zeros);
        files.put("good.png", bytes(100, 1));
        assertThat(outcomes(file("x.zip", ArchiveForge.zip(files))))
                .hasSize(2)
                .endsWith("good.png 100")
                .element(0)
                .asString()
                .matches("zeros.png: an entry that unpacks \\d+ bytes to 41943040, as no picture does");
        Path stream = file("x.tgz", ArchiveForge.gzip(ArchiveForge.tar(Map.of("zeros.bin", zeros))));
        assertThat(outcomes(Archive.of(stream, SMALL)))
                .last()
                .asString()
                .matches(": the first \\d+ bytes unpack to \\d+, as no archive of pictures does");
    }

    @Test
    void bombOfTenGibibytesInGzipEndsAtTheUsualLimit() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        // One mebibyte of zeros, packed once and repeated: gzip members follow each other.
        byte[] member = ArchiveForge.gzip(new byte[1 << 20]);
        packed.write(ArchiveForge.gzip(ArchiveForge.header("big.bin", '0', 10L << 30)));
        for (int i = 0; i < 10 << 10; i++) {
            packed.write(member);
        }
        assertThat(outcomes(file("x.tgz", packed.toByteArray())))
                .last()
                .asString()
                .matches(": the first \\d+ bytes unpack to 10\\d{8}, as no archive of pictures does");
    }

    @Test
    void millionEmptyEntriesAreRefused() throws IOException {
        byte[] header = ArchiveForge.header("e.txt", '0', 0);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 1_000_000; i++) {
                gzip.write(header);
            }
        }
        String refusal = "more than 100000 entries without a byte in them, as no archive of pictures has";
        assertThat(failure(file("x.tgz", packed.toByteArray()))).isEqualTo(refusal);
        assertThat(outcomes(Archive.of(file("y.zip", emptyEntries(150)), SMALL)))
                .hasSize(101)
                .startsWith("e0.png 0")
                .endsWith("e100.png: more than 100 entries without a byte in them, as no archive of pictures has");
    }

    @Test
    void zipOfMoreEntriesThanAreHeldIsRefusedBeforeItsDirectoryIsRead() throws IOException {
        Path many = file("many.zip", emptyEntries(501));
        assertThatThrownBy(() -> Archive.of(many, SMALL))
                .isInstanceOfSatisfying(
                        ArchiveException.class,
                        e -> assertThat(e.reason()).isEqualTo(ArchiveException.Reason.TOO_LARGE))
                .hasMessageMatching(
                        ".*/many.zip: a zip of 501 entries, whose directory has \\d+ bytes; at most 500 entries are held."
                                + " Pack them as .tar, which is read as a stream");
        // The count is a lie: the room of the directory is not.
        byte[] lying = emptyEntries(1500);
        int end = lying.length - 22;
        lying[end + 8] = lying[end + 10] = 1;
        lying[end + 9] = lying[end + 11] = 0;
        Path liar = file("liar.zip", lying);
        assertThatThrownBy(() -> Archive.of(liar, SMALL)).hasMessageMatching(".*/liar.zip: a zip of 1 entries, .*");
    }

    @Test
    void whatIsNotReadIsNamed() throws IOException {
        Map<String, byte[]> magics = Map.of(
                "7z",
                new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c},
                "rar",
                "Rar!\u001a\7".getBytes(StandardCharsets.ISO_8859_1),
                "bzip2",
                "BZh9".getBytes(StandardCharsets.ISO_8859_1),
                "xz",
                new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
        for (Map.Entry<String, byte[]> magic : magics.entrySet()) {
            assertThat(failure(file("x." + magic.getKey(), magic.getValue())))
                    .isEqualTo(folder + "/x." + magic.getKey() + ": a " + magic.getKey()
                            + " archive, which is not read; pack its files as .zip, .tar, .tar.gz or .tar.zst");
        }
        assertThat(failure(file("text.gz", ArchiveForge.gzip(bytes(2000, 1)))))
                .isEqualTo("unpacked, it is no tar archive");
        assertThat(failure(file("none.zip", ArchiveForge.zip(Map.of("a.txt", bytes(3, 1))))))
                .startsWith("no picture in this archive (looked for bmp, ");
    }

    private static Map<String, byte[]> three() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.png", bytes(3000, 1));
        files.put("b.png", bytes(3000, 2));
        files.put("c.png", bytes(3000, 3));
        return files;
    }

    private static byte[] emptyEntries(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < count; i++) {
                ZipEntry entry = new ZipEntry("e" + i + ".png");
                entry.setSize(0);
                entry.setCrc(0);
                zip.putNextEntry(entry);
            }
        }
        return bytes.toByteArray();
    }

    private Path raw(String name, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            tar.write(ArchiveForge.header(file.getKey(), '0', file.getValue().length));
            tar.write(Arrays.copyOf(file.getValue(), 512));
        }
        return file(name, tar.toByteArray());
    }

    private Path file(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        made.add(file);
        return file;
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.write(part);
        }
        return joined.toByteArray();
    }

    /** Bytes that no compression makes smaller. */
    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static List<ArchiveItem> items(Archive archive) throws IOException {
        List<ArchiveItem> items = new ArrayList<>();
        try (ArchiveWalk walk = archive.walk(name -> name.endsWith(".png"))) {
            walk.forEachRemaining(items::add);
        }
        return items;
    }

    private static List<String> outcomes(Path file) throws IOException {
        return outcomes(Archive.of(file));
    }

    private static List<String> outcomes(Archive archive) throws IOException {
        List<String> outcomes = new ArrayList<>();
        for (ArchiveItem item : items(archive)) {
            if (item instanceof ArchiveItem.Stored stored) {
                try (InputStream in = stored.opener().open()) {
                    outcomes.add(item.name() + " " + in.readAllBytes().length);
                } catch (IOException e) {
                    outcomes.add(item.name() + ": " + e.getMessage());
                }
            } else if (item instanceof ArchiveItem.Damaged damaged) {
                outcomes.add(item.name() + ": " + damaged.why().getMessage());
            }
        }
        return outcomes;
    }

    /** What the first picture of a source fails with. */
    private static String failure(Path file) {
        try (PictureWalk walk = PictureSource.of(List.of(file.toString())).walk()) {
            walk.next().bytes();
            return "read";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
