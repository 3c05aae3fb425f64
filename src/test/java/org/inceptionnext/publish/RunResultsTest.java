package org.inceptionnext.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunResultsTest {
    @TempDir
    Path folder;

    private String bestEpoch(String csv) throws IOException {
        Files.writeString(folder.resolve("results.csv"), csv);
        return RunResults.of(folder).metrics().getOrDefault("epoch", "none");
    }

    @Test
    void bestRowOfAClassifierIsTheLastWithMostRight() throws IOException {
        assertThat(bestEpoch("epoch,top1\n1,0.5\n2,0.7\n3,0.7\n4,0.6\n")).isEqualTo("3");
        assertThat(RunResults.of(folder).top1Percent()).contains(70.0);
    }

    /** 0.1 of mAP50 and 0.9 of mAP50-95, by which training keeps its best network: .441 against .435. */
    @Test
    void bestRowOfADetectorIsOfTheNetworkThatWasKept() throws IOException {
        assertThat(bestEpoch("epoch,map50,map5095\n1,0.90,0.39\n2,0.75,0.40\n")).isEqualTo("1");
        assertThat(bestEpoch("epoch,map50,map5095\n1,0.90,0.39\n2,0.90,0.41\n")).isEqualTo("2");
        assertThat(RunResults.of(folder).top1Percent()).isEmpty();
    }

    @Test
    void folderWithoutResultsHasNone() throws IOException {
        assertThat(RunResults.of(folder).metrics()).isEmpty();
    }
}
