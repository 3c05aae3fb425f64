package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.recognise.RecognisedModel;

/** The networks in the folder of a detector's run. Each says itself what it is: rows, class names, strides, eps, size. */
final class DetectorFiles {
    static final String BEST = "best.safetensors";

    private static final String LAST = "last.safetensors";
    private static final String STATE_DICT = "best.pt";

    private final RunFolder folder;
    private final Map<String, String> texts;

    DetectorFiles(RunFolder folder, DetectorJob job) {
        this.folder = folder;
        this.texts = RecognisedModel.ofDetector(
                        job.definition(), job.start().options(), job.start().weights())
                .metadata(job.data().classes(), job.imageSize());
    }

    void write(Collection<Tensor> tensors, boolean isBest) throws IOException {
        folder.writeModel(LAST, tensors, texts);
        if (isBest) {
            folder.writeModel(BEST, tensors, texts);
            folder.writeStateDict(STATE_DICT, tensors);
        }
    }
}
