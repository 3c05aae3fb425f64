package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.train.recipe.DetectorRecipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.junit.jupiter.api.Test;

class RunMemoryTest {
    private static final long MEBI = 1L << 20;
    private static final int SAMPLES = 1000;

    private static RunMemory memory(String model) throws Exception {
        NetworkDefinition network = NetworkCatalog.builtin().get(model);
        Preprocessing pictures = Registry.builtin().find(model).defaultPreset().preprocessing();
        return new RunMemory(
                TransferredWeights.scratch(
                                network.graph(network.defaultOptions().withNumClasses(3)), 0)
                        .weights(),
                pictures);
    }

    private static Map<String, String> settings(String... settings) throws Exception {
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.values("finetune"));
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return values;
    }

    private static long mebibytes(String model, String... settings) throws Exception {
        return memory(model).bytes(RecipeReader.read(settings(settings)), SAMPLES) / MEBI;
    }

    @Test
    void aBatchThatFitsStaysTheRecipes() throws Exception {
        assertThat(memory("inceptionnext_atto").fitted(settings(), SAMPLES, 4096 * MEBI))
                .isEqualTo(settings());
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedAndAStepStaysOfAsManyPictures() throws Exception {
        long whole = memory("inceptionnext_atto").bytes(RecipeReader.read(settings()), SAMPLES);
        Map<String, String> fitted = memory("inceptionnext_atto").fitted(settings(), SAMPLES, whole * 6 / 10);

        assertThat(fitted).containsEntry("batchSize", "8").containsEntry("accumulate", "4");
        assertThat(memory("inceptionnext_atto").bytes(RecipeReader.read(fitted), SAMPLES))
                .isLessThan(whole * 6 / 10);
        assertThat(memory("inceptionnext_atto").fitted(settings(), SAMPLES, 1))
                .containsEntry("batchSize", "1")
                .containsEntry("accumulate", "32");
    }

    @Test
    void whatSavesMemoryIsSeenInTheEstimate() throws Exception {
        long plain = mebibytes("inceptionnext_tiny");

        assertThat(mebibytes("inceptionnext_tiny", "checkpointing=true")).isLessThan(plain * 3 / 4);
        assertThat(mebibytes("inceptionnext_tiny", "dtype=bfloat16")).isLessThan(plain * 3 / 4);
        assertThat(mebibytes("inceptionnext_tiny", "optimizer=sgd")).isLessThan(plain);
        assertThat(mebibytes("inceptionnext_tiny", "average=0.99")).isGreaterThan(plain);
        assertThat(mebibytes("inceptionnext_tiny", "part=head")).isLessThan(plain / 3);
    }

    private static long detectorMebibytes(int imageSize, long samples, String... settings) throws Exception {
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.detectorValues("yolov5"));
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        Detector detector =
                Yolov5Family.builtin().get("yolov5_inceptionnext_zepto").detector(new NetworkOptions(3, 3));
        Graph graph = FormulaWeights.of(detector.withBackboneEps(1e-5), detector.initialAnchors())
                .graph();
        return RunMemory.ofDetector(graph, DetectorRecipe.read(values), imageSize, samples) / MEBI;
    }

    @Test
    void aDetectorsMemoryGrowsWithBatchSideAndPictures() throws Exception {
        long small = detectorMebibytes(320, 0, "batchSize=8");
        long batch = detectorMebibytes(320, 0, "batchSize=16");
        long side = detectorMebibytes(640, 0, "batchSize=8");

        // The maps of a picture are what grows: twice as many, and four times as large.
        assertThat(side - small).isBetween(3 * (batch - small) - 3, 3 * (batch - small) + 3);
        assertThat(detectorMebibytes(320, 100, "batchSize=8") - small).isBetween(29L, 30L);
        assertThat(detectorMebibytes(320, 0, "batchSize=8", "multiScale=true")).isGreaterThan(batch);
        assertThat(detectorMebibytes(320, 0, "batchSize=8", "dtype=bfloat16")).isLessThan(small);
    }

    @Test
    void linuxSaysWhatIsAvailable() {
        String text = "MemTotal:       24000000 kB\nMemFree:          100000 kB\nMemAvailable:   16384000 kB\n";

        assertThat(FreeMemory.read(text, "MemAvailable", 1)).isEqualTo(16384000L * 1024);
        assertThat(FreeMemory.read("MemTotal: x\n", "MemTotal", 7)).isEqualTo(7);
        assertThat(FreeMemory.bytes()).isPositive();
    }
}
