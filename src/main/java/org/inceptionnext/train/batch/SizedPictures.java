package org.inceptionnext.train.batch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.LongerSide;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.DetectionAugmenter;
import org.jspecify.annotations.Nullable;

/**
 * Pictures whose longer side is the network's, decoded once where memory allows: the first that come stay, since of an epoch in
 * random order no picture is worth more than another. For any number of threads.
 */
final class SizedPictures implements DetectionAugmenter.Source {
    private final List<BoxedPicture> pictures;
    private final LongerSide sizing;
    private final long budgetBytes;
    private final AtomicReferenceArray<@Nullable Pixels> kept;
    private final AtomicLong keptBytes = new AtomicLong();

    /** @param budgetBytes what may be kept */
    SizedPictures(List<BoxedPicture> pictures, LongerSide sizing, long budgetBytes) {
        this.pictures = pictures;
        this.sizing = sizing;
        this.budgetBytes = budgetBytes;
        this.kept = new AtomicReferenceArray<>(pictures.size());
    }

    /** Groups of objects, which COCO marks as crowds, are not learned from. */
    @Override
    public float[] rows(int index) {
        BoxedPicture picture = pictures.get(index);
        List<LabelledBox> boxes =
                picture.boxes().stream().filter(box -> !box.isCrowd()).toList();
        float[] rows = new float[boxes.size() * DetectionSample.TARGET_FIELDS];
        int at = 0;
        for (LabelledBox box : boxes) {
            rows[at++] = box.classIndex();
            rows[at++] = (float) ((box.x() + box.width() / 2) / picture.width());
            rows[at++] = (float) ((box.y() + box.height() / 2) / picture.height());
            rows[at++] = (float) (box.width() / picture.width());
            rows[at++] = (float) (box.height() / picture.height());
        }
        return rows;
    }

    @Override
    public int count() {
        return pictures.size();
    }

    long keptBytes() {
        return keptBytes.get();
    }

    @Override
    public Pixels pixels(int index) throws IOException {
        Pixels known = kept.get(index);
        if (known != null) {
            return known;
        }
        Pixels sized = sizing.apply(Transform.decoded(pictures.get(index).picture(), DecodeOptions.OPENCV));
        long bytes = sized.rgb().length;
        if (keptBytes.addAndGet(bytes) > budgetBytes || !kept.compareAndSet(index, null, sized)) {
            keptBytes.addAndGet(-bytes);
        }
        return sized;
    }
}
