package org.inceptionnext.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.load.LoadPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSetTest {
    private static final LoadPlan PLAN = new LoadPlan(0, false, 2, 1 << 20);

    @TempDir
    Path folder;

    @Test
    void folderThatHoldsAPictureIsItsClassAndClassesAreNumberedAsInTimm() throws IOException {
        write("Zebra/1.png", "apple/10.png", "apple/9.png", "animals/class10/a.png", "animals/class2/a.png");
        LabelledSet set = LabelledSet.open(folder);
        assertThat(set.classes()).containsExactly("apple", "class2", "class10", "Zebra");
        assertThat(keys(set, Split.TRAIN))
                .containsExactly(
                        "animals/class2/a.png 1",
                        "animals/class10/a.png 2",
                        "apple/9.png 0",
                        "apple/10.png 0",
                        "Zebra/1.png 3");
        assertThat(set.hasSplits()).isFalse();
        assertThat(set.samples(Split.VAL)).isEmpty();
        assertThat(set.findings().kept()).isEmpty();
    }

    @Test
    void trainAndValFoldersArePartsAndWhatIsNotUsedIsReported() throws IOException {
        write("train/cat/1.png", "train/dog/2.png", "valid/cat/3.png", "Test/dog/4.png", "valid/owl/5.png");
        write("train/loose.png", "train/cat/.hidden.png", "top.png");
        Files.writeString(folder.resolve("train/cat/notes.txt"), "notes");
        LabelledSet set = LabelledSet.open(folder);
        assertThat(set.classes()).containsExactly("cat", "dog", "owl");
        assertThat(keys(set, Split.TRAIN)).containsExactly("train/cat/1.png 0", "train/dog/2.png 1");
        assertThat(keys(set, Split.VAL)).containsExactly("valid/cat/3.png 0", "valid/owl/5.png 2");
        assertThat(keys(set, Split.TEST)).containsExactly("Test/dog/4.png 1");
        assertThat(texts(set))
                .containsExactlyInAnyOrder(
                        folder + "/top.png: picture outside of a class folder (picture left out)",
                        folder + "/train/loose.png: picture outside of a class folder (picture left out)",
                        folder + ": no picture, passed over: 1 hidden (file left out)",
                        folder + ": no picture, passed over: 1 txt (file left out)",
                        folder + ": class without a picture to train on: owl (kept)");
    }

    @Test
    void foldersCalledTrainAndTestAreClassesWhereNothingLiesDeeper() throws IOException {
        write("train/1.png", "plane/2.png");
        assertThat(LabelledSet.open(folder).classes()).containsExactly("plane", "train");
    }

    @Test
    void classesOfOneNameInTwoFoldersAreJoinedAndSaid() throws IOException {
        write("a/cat/1.png", "b/cat/2.png", "b/dog/3.png");
        LabelledSet set = LabelledSet.open(folder);
        assertThat(set.classes()).containsExactly("cat", "dog");
        assertThat(texts(set))
                .containsExactly("b/cat: two folders of one class: so is a/cat; timm joins them too (kept)");
    }

    @Test
    void splitKeepsEachClassShareAndDependsOnSeedAndNamesOnly() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("cat/" + i + ".png");
        }
        for (int i = 0; i < 10; i++) {
            write("dog/" + i + ".png");
        }
        write("owl/only.png", "two/a.png", "two/b.png");
        LabelledSet set = LabelledSet.open(folder).split(0.2, 7);
        assertThat(count(set, Split.VAL, 0)).isEqualTo(4);
        assertThat(count(set, Split.VAL, 1)).isEqualTo(2);
        assertThat(count(set, Split.VAL, 2)).isZero();
        assertThat(count(set, Split.VAL, 3)).isEqualTo(1);
        assertThat(set.samples(Split.TRAIN)).hasSize(33 - 7).doesNotContainAnyElementsOf(set.samples(Split.VAL));
        assertThat(texts(set)).containsExactly(folder + ": class with one picture, kept for training: owl (kept)");
        assertThat(keys(LabelledSet.open(folder).split(0.2, 7), Split.VAL)).isEqualTo(keys(set, Split.VAL));
        assertThat(keys(LabelledSet.open(folder).split(0.2, 8), Split.VAL)).isNotEqualTo(keys(set, Split.VAL));
        assertThatThrownBy(() -> set.split(1, 0))
                .hasMessage("a validation fraction of 1.0; it must be above 0 and below 1");
    }

    @Test
    void listGivesPathsLabelsAndPartsAndReportsEachBadRow() throws IOException {
        write("a/1.png", "a/2.png", "b, c/3.png");
        Path list = folder.resolve("list.csv");
        Files.writeString(
                list,
                "\uFEFFlabel,Path,split\r\n10,a/1.png,train\n\n2,a/2.png,val\n2,a/none.png,val\n,a/1.png\n"
                        + "\"two \"\"x\"\"\",\"b, c/3.png\",train\n2,a/1.png,holdout\n");
        LabelledSet set = LabelledSet.open(list);
        assertThat(set.classes()).containsExactly("2", "10", "two \"x\"");
        assertThat(keys(set, Split.TRAIN)).containsExactly("a/1.png 1", "b, c/3.png 2");
        assertThat(keys(set, Split.VAL)).containsExactly("a/2.png 0");
        assertThat(set.samples(Split.TRAIN).get(1).picture().bytes()).isNotEmpty();
        assertThat(texts(set))
                .containsExactly(
                        list + ":5: picture of a list is missing: a/none.png (row left out)",
                        list + ":6: row without path and label:  | a/1.png (row left out)",
                        list + ":8: unknown split: holdout; known are train, val and test (row left out)",
                        list + ": class without a picture to train on: 2 (kept)");
    }

    @Test
    void listsWithoutHeaderAndWithTabsAreRead() throws IOException {
        write("1.png", "2.png");
        Path list = folder.resolve("list.TSV");
        Files.writeString(list, "1.png\tcat\n2.png\tdog");
        assertThat(keys(LabelledSet.open(list), Split.TRAIN)).containsExactly("1.png 0", "2.png 1");
    }

    @Test
    void whatIsNoDataSetIsRefusedWithTheNextStep() throws IOException {
        assertThatThrownBy(() -> LabelledSet.open(folder))
                .isInstanceOf(DataSetException.class)
                .hasMessage(folder
                        + ": there is no picture in it. A folder for each class is needed, with pictures in it.");
        write("top.png");
        assertThatThrownBy(() -> LabelledSet.open(folder))
                .isInstanceOf(DataSetException.class)
                .hasMessage(folder + ": no labelled picture in it; the first of what was left out: " + folder
                        + "/top.png: picture outside of a class folder (picture left out)."
                        + " A folder for each class is needed, or rows path,label.");
        assertThatThrownBy(() -> LabelledSet.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        Path text = Files.writeString(folder.resolve("data.txt"), "x");
        assertThatThrownBy(() -> LabelledSet.open(text))
                .hasMessageContaining("data.txt: not a labelled data set. Give");
        Path latin = Files.write(folder.resolve("l.csv"), "top.png,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LabelledSet.open(latin))
                .hasMessage(latin + ":1: bytes that are no UTF-8 text. Save the list as UTF-8.");
        Path open = Files.writeString(folder.resolve("o.csv"), "top.png,cat\ntop.png,\"dog\n");
        assertThatThrownBy(() -> LabelledSet.open(open))
                .hasMessage(open + ":2: a quote that is not closed. Close it, or write it twice.");
    }

    @Test
    void digestChangesWithNamesLabelsSizesAndParts() throws IOException {
        write("cat/1.png", "dog/2.png", "dog/3.png");
        String digest = LabelledSet.open(folder).digest();
        assertThat(digest)
                .matches("[0-9a-f]{64}")
                .isEqualTo(LabelledSet.open(folder).digest());
        assertThat(LabelledSet.open(folder).split(0.5, 1).digest()).isNotEqualTo(digest);
        Files.write(folder.resolve("cat/1.png"), PictureFiles.png(9, 9, 0x123456));
        assertThat(LabelledSet.open(folder).digest()).isNotEqualTo(digest);
    }

    @Test
    void classesOfAModelDecideTheNumbersAndOthersAreLeftOut() throws IOException {
        write("cat/1.png", "dog/2.png", "owl/3.png");
        LabelledSet set = LabelledSet.open(LabelledSource.of(folder), List.of("owl", "cat", "fox"));
        assertThat(keys(set, Split.TRAIN)).containsExactly("cat/1.png 1", "owl/3.png 0");
        assertThat(texts(set))
                .containsExactly(
                        "dog/2.png: class that is not asked for: dog (picture left out)",
                        folder + ": class without a picture to train on: fox (kept)");
    }

    @Test
    void checkCountsSizesBrokenFilesAndDuplicatesAndDrawsThem() throws IOException {
        PictureFiles.write(folder, "train/cat/1.png", 30, 20, 0xff0000);
        PictureFiles.write(folder, "train/cat/2.png", 30, 20, 0x00ff00);
        PictureFiles.write(folder, "train/dog/3.png", 50, 60, 0x0000ff);
        PictureFiles.write(folder, "train/dog/4.png", 50, 60, 0x0000ff);
        PictureFiles.write(folder, "val/cat/5.png", 30, 20, 0xff0000);
        PictureFiles.write(folder, "val/dog/6.png", 30, 20, 0x00ff00);
        Files.writeString(folder.resolve("val/dog/7.png"), "no picture");
        LabelledSet set = LabelledSet.open(folder);
        List<Long> progress = new ArrayList<>();
        LabelledCheck check = LabelledCheck.of(set, PLAN, progress::add);
        assertThat(progress).hasSize(7);
        assertThat(check.counts(Split.TRAIN)).containsExactly(2, 2);
        assertThat(check.counts(Split.VAL)).containsExactly(1, 1);
        assertThat(check.counts(Split.TEST)).containsExactly(0, 0);
        assertThat(check.sizes().smallest()).hasToString("30 x 20");
        assertThat(check.sizes().largest()).hasToString("50 x 60");
        assertThat(check.sizes().mostCommon()).hasToString("30 x 20");
        assertThat(texts(set).subList(0, 4))
                .containsExactly(
                        "train/dog/4.png: same file twice: as train/dog/3.png (kept)",
                        "val/cat/5.png: same file in two parts: as train/cat/1.png (train and val) (kept)",
                        "val/dog/6.png: same file in two parts: as train/cat/2.png (train and val) (kept)",
                        "val/dog/6.png: same file in two classes: as train/cat/2.png (kept)");
        assertThat(texts(set).get(4)).startsWith("val/dog/7.png: cannot be read as a picture: val/dog/7.png: ");
        assertThat(check.contactSheet().width()).isEqualTo(804);
        assertThat(check.contactSheet().height()).isEqualTo(4 + 2 * 122);
        // The middle of the first tile, and of the first one of the second row.
        assertThat(colorAt(check, 4 + 48, 4 + 22 + 48)).isEqualTo(0xff0000);
        assertThat(colorAt(check, 4 + 48, 4 + 122 + 22 + 48)).isEqualTo(0x0000ff);
    }

    private static int colorAt(LabelledCheck check, int x, int y) {
        return check.contactSheet().toBufferedImage().getRGB(x, y) & 0xffffff;
    }

    private void write(String... keys) throws IOException {
        for (String key : keys) {
            PictureFiles.write(folder, key, 4, 3, key.hashCode() & 0xffffff);
        }
    }

    private static List<String> keys(LabelledSet set, Split split) {
        return set.samples(split).stream()
                .map(sample -> sample.key() + " " + sample.label())
                .toList();
    }

    private static long count(LabelledSet set, Split split, int label) {
        return set.samples(split).stream()
                .filter(sample -> sample.label() == label)
                .count();
    }

    private static List<String> texts(LabelledSet set) {
        return set.findings().kept().stream().map(Finding::toString).toList();
    }
}
