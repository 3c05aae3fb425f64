package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.FuzzedFile;
import org.inceptionnext.checkpoint.FuzzedPickle;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.network.WeightMismatchException;

/** Pickles of whole YOLOv5 modules, down to the weights that are bound to the rows inside. */
class DetectorCheckpointFuzz {
    @FuzzTest(maxDuration = "5m")
    void pickle(byte[] pickle) {
        FuzzedFile.use(FuzzedPickle.archive(pickle), OpenOptions.DEFAULTS, DetectorCheckpointFuzz::read);
    }

    private static void read(Checkpoint checkpoint) throws IOException {
        try {
            DetectorCheckpoint detector = DetectorCheckpoint.of(checkpoint).orElse(null);
            if (detector != null) {
                assertThat(detector.classNames()).isNotNull();
                assertThat(detector.weights().graph().nodes()).isNotEmpty();
            }
        } catch (RowFormatException | WeightMismatchException e) {
            assertThat(e.getMessage()).doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
        }
    }
}
