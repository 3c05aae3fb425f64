package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.FuzzedFile;
import org.inceptionnext.checkpoint.FuzzedPickle;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.UnknownModelException;

/** Pickles of whole YOLOv5 modules, down to the weights that are bound to the rows inside. */
class DetectorCheckpointFuzz {
    @FuzzTest(maxDuration = "5m")
    void pickle(byte[] pickle) {
        FuzzedFile.use(FuzzedPickle.archive(pickle), OpenOptions.DEFAULTS, DetectorCheckpointFuzz::read);
    }

    private static void read(Checkpoint checkpoint) throws IOException {
        try (Recognition recognition = Recogniser.open(checkpoint.file(), RecognitionRequest.ANY)) {
            recognition
                    .model()
                    .ifPresent(
                            model -> assertThat(model.weights().graph().nodes()).isNotEmpty());
            recognition
                    .refusal()
                    .ifPresent(refusal -> assertThat(refusal.message()).doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]"));
        } catch (UnknownModelException e) {
            throw new AssertionError("none was named", e);
        }
    }
}
