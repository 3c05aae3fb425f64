package org.inceptionnext.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.archive.ArchiveForge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedSetTest {
    @TempDir
    Path folder;

    @Test
    void archivesAreReadAsTheFoldersInThem() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("digits/train/10/a.png", PictureFiles.png(3, 2, 1));
        files.put("digits/train/9/b.png", PictureFiles.png(4, 2, 2));
        files.put("digits/val/9/c.png", PictureFiles.png(5, 2, 3));
        files.put("digits/val/9/notes.txt", new byte[1]);
        files.put("digits/train/9/../../up.png", new byte[1]);
        byte[] tar = ArchiveForge.tar(files);
        for (Path file : List.of(
                Files.write(folder.resolve("d.zip"), ArchiveForge.zip(files)),
                Files.write(folder.resolve("d.tar"), tar),
                Files.write(folder.resolve("d.tar.gz"), ArchiveForge.gzip(tar)))) {
            LabelledSet set = LabelledSet.open(file);
            assertThat(set.classes()).containsExactly("9", "10");
            assertThat(set.samples(Split.TRAIN))
                    .extracting(LabelledSample::key)
                    .containsExactly("digits/train/9/b.png", "digits/train/10/a.png");
            LabelledSample val = set.samples(Split.VAL).get(0);
            assertThat(val.picture().name()).isEqualTo(file + "/digits/val/9/c.png");
            assertThat(val.picture().bytes()).isEqualTo(files.get("digits/val/9/c.png"));
            assertThat(val.sizeBytes()).isEqualTo(files.get("digits/val/9/c.png").length);
            assertThat(set.digest()).hasSize(64);
            assertThat(set.findings().kept())
                    .extracting(Finding::rule)
                    .containsExactlyInAnyOrder(TreeSource.UNREADABLE, TreeSource.PASSED_OVER);
        }
    }

    @Test
    void shardsGivePicturesWithTheLabelBesideThem() throws IOException {
        Map<String, byte[]> train = new LinkedHashMap<>();
        train.put("a/001.jpg", new byte[] {1});
        train.put("a/001.cls", text("2\n"));
        train.put("002.cls", text("0"));
        train.put("002.seg.png", new byte[] {2});
        train.put("003.png", new byte[] {3});
        train.put("004.json", text("{\"caption\":\"x\",\"label\":10}"));
        train.put("004.png", new byte[] {4});
        train.put("005.json", text("{\"caption\":\"x\"}"));
        train.put("005.png", new byte[] {5});
        train.put("006.cls", text("1"));
        Files.write(folder.resolve("train-000.tar"), ArchiveForge.tar(train));
        Map<String, byte[]> val = new LinkedHashMap<>();
        val.put("001.webp", new byte[] {9});
        val.put("001.cls", text("2"));
        Files.write(folder.resolve("val-000.tar.gz"), ArchiveForge.gzip(ArchiveForge.tar(val)));
        LabelledSet set = LabelledSet.open(folder);
        assertThat(set.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        String first = folder + "/train-000.tar/";
        assertThat(set.samples(Split.TRAIN))
                .extracting(sample -> sample.key().substring(first.length()) + " " + sample.label())
                .containsExactly("002.seg.png 0", "004.png 10", "a/001.jpg 2");
        assertThat(set.samples(Split.TRAIN).get(2).picture().bytes()).containsExactly(1);
        assertThat(set.samples(Split.VAL).get(0).picture().bytes()).containsExactly(9);
        assertThat(set.findings().kept().stream()
                        .filter(finding -> !finding.rule().equals(LabelledSet.NOT_IN_TRAIN))
                        .map(Finding::toString))
                .containsExactly(
                        first + "003.png: picture without a label beside it (picture left out)",
                        first + "005.json: label that cannot be read: none of [label, cls, class, class_name] in it"
                                + " (file left out)",
                        first + "005.png: picture without a label beside it (picture left out)",
                        first + "006: label without a picture beside it: 1 (file left out)");
        assertThat(set.findings().count(LabelledSet.NOT_IN_TRAIN)).isEqualTo(8);
    }

    @Test
    void shardsWithNamesAreNumberedAsTimmDoes() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("1.png", new byte[] {1});
        files.put("1.cls", text("dog10"));
        files.put("2.png", new byte[] {2});
        files.put("2.cls", text("dog2"));
        Path file = Files.write(folder.resolve("x.tar"), ArchiveForge.tar(files));
        assertThat(LabelledSet.open(file).classes()).containsExactly("dog2", "dog10");
    }

    @Test
    void damagedArchiveIsATypedError() throws IOException {
        Path file = Files.write(folder.resolve("x.rar"), "Rar!\u001a\7".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LabelledSet.open(file))
                .hasMessage(
                        file + ": a rar archive, which is not read; pack its files as .zip, .tar, .tar.gz or .tar.zst");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
