package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;

/** Detectors in YAML, down to the graph that their rows make. */
class DetectorFileFuzz {
    @FuzzTest(maxDuration = "5m")
    void rows(byte[] yaml) {
        try {
            DetectorDefinition definition = DetectorDefinition.read("fuzzed", new ByteArrayInputStream(yaml));
            assertThat(definition.graph(definition.defaultOptions()).nodes()).isNotEmpty();
        } catch (RowFormatException e) {
            assertThat(e.place()).startsWith("fuzzed");
        }
    }
}
