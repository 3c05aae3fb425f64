package org.inceptionnext.train.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.batch.DetectionLoading.Fit;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.LongerSide;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.DetectionAugmentation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionBatchesTest {
    private static final LoadPlan PLAN = new LoadPlan(7, true, 2, 1 << 20);

    @TempDir
    Path folder;

    private final List<BoxedPicture> pictures = new ArrayList<>();

    @BeforeEach
    void writePictures() throws IOException {
        int[][] sizes = {{64, 48}, {48, 64}, {50, 37}, {192, 108}, {30, 30}, {33, 50}, {128, 96}};
        for (int i = 0; i < sizes.length; i++) {
            int width = sizes[i][0];
            int height = sizes[i][1];
            Path file = PictureFiles.write(folder, i + ".png", width, height, 0x100000 * i + 0xff);
            LabelledBox box = LabelledBox.of(i % 3, width / 4.0, height / 2.0, width / 2.0, height / 4.0);
            pictures.add(new BoxedPicture(file, width, height, i == 4 ? List.of() : List.of(box)));
        }
    }

    private static DetectionLoading plain(int side, int batchSize) {
        return DetectionLoading.training(side, 32, batchSize, DetectionAugmentation.NONE);
    }

    /** Copies: the batches' memory is used again. */
    private record Copy(DetectionBatch batch, float[] pixels) {
        static Copy of(DetectionBatch batch) {
            float[] pixels = new float[batch.pixels().count()];
            batch.pixels().floats().get(0, pixels);
            return new Copy(batch, pixels);
        }
    }

    private static List<Copy> epoch(DetectionBatches batches, int epoch, int from) throws IOException {
        List<Copy> copies = new ArrayList<>();
        batches.forEach(epoch, from, (number, batch) -> copies.add(Copy.of(batch)));
        return copies;
    }

    private static List<Integer> indices(List<Copy> copies) {
        return copies.stream()
                .flatMap(copy -> copy.batch().draws().stream())
                .map(draw -> draw.index())
                .toList();
    }

    @Test
    void everyPictureComesOnceInAnOrderOfTheEpoch() throws IOException {
        try (DetectionBatches batches = DetectionBatches.training(pictures, plain(64, 3), new Draws(7), PLAN)) {
            assertThat(batches.count()).isEqualTo(3);
            List<Integer> first = indices(epoch(batches, 0, 0));
            List<Integer> second = indices(epoch(batches, 1, 0));
            assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6).isNotEqualTo(second);
            assertThat(indices(epoch(batches, 0, 0))).isEqualTo(first);
            assertThat(indices(epoch(batches, 0, 2))).isEqualTo(first.subList(6, 7));
        }
    }

    @Test
    void theOrderMayBeTheCallers() throws IOException {
        try (DetectionBatches batches = DetectionBatches.training(
                pictures, plain(64, 3), new Draws(7), PLAN, epoch -> new int[] {epoch, 5, 5, 5, 5, 5, 5})) {
            assertThat(indices(epoch(batches, 2, 0))).containsExactly(2, 5, 5, 5, 5, 5, 5);
        }
    }

    @Test
    void pixelsArePlanesOfTheLetterboxedPicture() throws IOException {
        try (DetectionBatches batches =
                DetectionBatches.training(pictures.subList(0, 1), plain(64, 16), new Draws(7), PLAN)) {
            Copy only = epoch(batches, 0, 0).get(0);
            assertThat(only.batch().pixels().floats().isDirect()).isTrue();
            assertThat(only.batch().count()).isEqualTo(1);
            assertThat(only.pixels()).hasSize(3 * 64 * 64);
            int plane = 64 * 64;
            int middle = 32 * 64 + 32;
            assertThat(new float[] {
                        only.pixels()[middle], only.pixels()[plane + middle], only.pixels()[2 * plane + middle]
                    })
                    .containsExactly(0, 0, 1);
            // 64 x 48 in 64 x 64: eight gray rows above.
            assertThat(only.pixels()[7 * 64]).isEqualTo(114 / 255f);
            assertThat(only.pixels()[8 * 64]).isEqualTo(0);
        }
    }

    @Test
    void targetsAreFractionsOfTheBatchWithTheirPlaceInIt() throws IOException {
        try (DetectionBatches batches = DetectionBatches.validation(
                pictures, DetectionLoading.validation(64, 32, 7, Fit.SQUARE), PLAN.inOrder())) {
            DetectionBatch batch = epoch(batches, 0, 0).get(0).batch();
            assertThat(batch.targetCount()).isEqualTo(6);
            // Of 64 x 48: x 16..48, y 24..36, and 8 rows of padding above.
            assertThat(Arrays.copyOf(batch.targets(), 6)).containsExactly(0, 0, 0.5f, (8 + 30) / 64f, 0.5f, 12 / 64f);
            // The fifth picture has no objects.
            assertThat(new float[] {batch.targets()[4 * 6], batch.targets()[5 * 6]})
                    .containsExactly(5, 6);
        }
    }

    @Test
    void validationComesBackToThePicture() throws IOException {
        try (DetectionBatches batches = DetectionBatches.validation(
                pictures, DetectionLoading.validation(64, 32, 4, Fit.RECTANGULAR), PLAN.inOrder())) {
            batches.forEach(0, 0, (number, batch) -> {
                float[] rows = batch.targets();
                for (int at = 0; at < rows.length; at += 6) {
                    int place = (int) rows[at];
                    Box back = batch.mappings().get(place).toPicture(box(rows, at, batch));
                    LabelledBox truth = batch.pictures().get(place).boxes().get(0);
                    assertThat(new float[] {back.x1(), back.y1(), back.x2(), back.y2()})
                            .containsExactly(
                                    new float[] {
                                        (float) truth.x(),
                                        (float) truth.y(),
                                        (float) (truth.x() + truth.width()),
                                        (float) (truth.y() + truth.height())
                                    },
                                    // The shorter side was rounded up to a whole pixel.
                                    org.assertj.core.data.Offset.offset(1.5f));
                }
                return true;
            });
        }
    }

    private static Box box(float[] rows, int at, DetectionBatch batch) {
        float x = rows[at + 2] * batch.width();
        float y = rows[at + 3] * batch.height();
        float halfWidth = rows[at + 4] * batch.width() / 2;
        float halfHeight = rows[at + 5] * batch.height() / 2;
        return new Box(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
    }

    @Test
    void rectangularBatchesHaveTheShapeOfTheirOwnPictures() throws IOException {
        try (DetectionBatches batches = DetectionBatches.validation(
                pictures, DetectionLoading.validation(64, 32, 3, Fit.RECTANGULAR), PLAN.inOrder())) {
            List<Copy> copies = epoch(batches, 0, 0);
            assertThat(indices(copies)).containsExactly(3, 2, 0, 6, 4, 1, 5);
            assertThat(copies.stream()
                            .map(copy ->
                                    copy.batch().height() + "x" + copy.batch().width()))
                    .containsExactly("64x96", "96x96", "96x64");
        }
    }

    @Test
    void eachBatchOfAMultiScaleEpochHasASideOfItsOwn() throws IOException {
        DetectionLoading loading = plain(64, 1).withMultiScale(true);
        Set<Integer> sides = new TreeSet<>();
        try (DetectionBatches batches = DetectionBatches.training(pictures, loading, new Draws(7), PLAN)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                for (Copy copy : epoch(batches, epoch, 0)) {
                    int side = copy.batch().width();
                    sides.add(side);
                    assertThat(copy.batch().height()).isEqualTo(side);
                    assertThat(copy.pixels()).hasSize(3 * side * side).doesNotContain(0.5f);
                }
            }
            assertThat(epoch(batches, 2, 6).get(0).pixels())
                    .isEqualTo(epoch(batches, 2, 0).get(6).pixels());
        }
        assertThat(sides).containsExactly(32, 64, 96);
    }

    /** PyTorch 2.7.1: {@code interpolate(size=(3, 3), mode="bilinear", align_corners=False)} of 2 x 2 levels 0, 51, 102, 255. */
    @Test
    void scalingIsPyTorchs() {
        byte[] rgb = new byte[12];
        int[] levels = {0, 51, 102, 255};
        for (int i = 0; i < 12; i++) {
            rgb[i] = (byte) levels[i / 3];
        }
        FloatBuffer scaled = FloatBuffer.allocate(27);
        MultiScale.write(new Pixels(2, 2, rgb), 3, scaled, 0);
        assertThat(Arrays.copyOf(scaled.array(), 9))
                .containsExactly(
                        new float[] {0, 0.1f, 0.2f, 0.2f, 0.4f, 0.6f, 0.4f, 0.7f, 1},
                        org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void neitherThreadsNorCacheChangeANumber() throws IOException {
        List<List<float[]>> results = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            for (long cacheBytes : new long[] {0, 9000, 1 << 20}) {
                LoadPlan plan = new LoadPlan(7, true, threads, 1 << 20);
                try (DetectionBatches batches = DetectionBatches.training(
                        pictures,
                        DetectionLoading.training(64, 32, 3, DetectionAugmentation.LOW)
                                .withCacheBytes(cacheBytes),
                        new Draws(7),
                        plan)) {
                    List<float[]> numbers = new ArrayList<>();
                    for (int epoch = 0; epoch < 2; epoch++) {
                        for (Copy copy : epoch(batches, epoch, 0)) {
                            numbers.add(copy.pixels());
                            numbers.add(copy.batch().targets());
                        }
                    }
                    results.add(numbers);
                }
            }
        }
        for (List<float[]> other : results) {
            for (int i = 0; i < other.size(); i++) {
                assertThat(other.get(i)).isEqualTo(results.get(0).get(i));
            }
        }
    }

    @Test
    void keptPicturesAreReadOnceAndWithinTheirBudget() throws IOException {
        // Of 64 x 48, 48 x 64 and 64 x 48 pixels, three bytes each, two fit.
        SizedPictures sized = new SizedPictures(pictures, new LongerSide(64, false), 2 * 64 * 48 * 3);
        for (int i : new int[] {0, 1, 2}) {
            assertThat(sized.pixels(i).width()).isEqualTo(i == 1 ? 48 : 64);
        }
        assertThat(sized.keptBytes()).isEqualTo(2 * 64 * 48 * 3);
        Files.delete(pictures.get(0).file());
        Files.delete(pictures.get(2).file());
        assertThat(sized.pixels(0).height()).isEqualTo(48);
        assertThatThrownBy(() -> sized.pixels(2)).isInstanceOf(IOException.class);
    }

    @Test
    void picturesOfRareAndBadlyLearnedClassesComeMoreOften() {
        // Class 0 in pictures 0, 3 and 6; class 1 in 1; class 2 in 2 and 5; picture 4 without boxes.
        int[] times = new int[7];
        for (int epoch = 0; epoch < 1000; epoch++) {
            for (int index : ImageWeights.order(
                    pictures, new double[] {0.5, 0, 0}, new Draws(1).of(epoch, 0, Draws.Purpose.ORDER))) {
                times[index]++;
            }
        }
        // Weights 1/12, 1, 1/2, 1/12, 0, 1/2, 1/12 of 2.25 in all.
        double[] expected = {0.25, 3, 1.5, 0.25, 0, 1.5, 0.25};
        for (int i = 0; i < times.length; i++) {
            assertThat(times[i] * 6.75 / 7000).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(0.1));
        }
        List<BoxedPicture> empty = pictures.subList(4, 5);
        assertThat(ImageWeights.order(empty, new double[3], new java.util.SplittableRandom(1)))
                .containsExactly(0);
    }

    @Test
    void aMissingPictureIsNamed() throws IOException {
        Files.delete(pictures.get(3).file());
        try (DetectionBatches batches = DetectionBatches.training(pictures, plain(64, 3), new Draws(7), PLAN)) {
            assertThatThrownBy(() -> epoch(batches, 0, 0))
                    .isInstanceOf(DataSetException.class)
                    .hasMessageContaining("3.png: the picture cannot be read")
                    .hasMessageContaining("inx data check finds all such");
        }
    }

    @Test
    void anImageSizeBesideTheStrideIsRefused() {
        assertThatThrownBy(() -> new DetectionLoading(100, 32, 1, Fit.SQUARE, Optional.empty(), false, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "image size 100, stride 32, batch size 1; the image size must be a multiple of the stride, and all"
                                + " at least 1");
    }
}
