package org.inceptionnext.train.batch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.network.Size;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.OpenCvResize;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.DetectionAugmenter;
import org.jspecify.annotations.Nullable;

/**
 * Pictures whose longer side is the network's, decoded once where memory allows: the first that come stay, since of an epoch in
 * random order no picture is worth more than another. For any number of threads.
 */
final class SizedPictures implements DetectionAugmenter.Source {
    private final List<BoxedPicture> pictures;
    private final int side;
    private final boolean byArea;
    private final long budgetBytes;
    private final AtomicReferenceArray<@Nullable Pixels> kept;
    private final AtomicLong keptBytes = new AtomicLong();

    /**
     * @param byArea whether pictures are shrunk to means of areas, as for validation; else bilinearly
     * @param budgetBytes what may be kept
     */
    SizedPictures(List<BoxedPicture> pictures, int side, boolean byArea, long budgetBytes) {
        this.pictures = pictures;
        this.side = side;
        this.byArea = byArea;
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
        Pixels sized = sized(Transform.decoded(pictures.get(index).picture(), DecodeOptions.OPENCV));
        long bytes = sized.rgb().length;
        if (keptBytes.addAndGet(bytes) > budgetBytes || !kept.compareAndSet(index, null, sized)) {
            keptBytes.addAndGet(-bytes);
        }
        return sized;
    }

    private Pixels sized(Pixels picture) {
        Size size = size(picture.width(), picture.height(), side);
        boolean shrinks = Math.max(picture.width(), picture.height()) > side;
        return byArea && shrinks
                ? OpenCvResize.area(picture, size.width(), size.height())
                : OpenCvResize.linear(picture, size.width(), size.height());
    }

    /** The longer side becomes the network's, the other is rounded up, as YOLOv5 does since 2022. */
    static Size size(int width, int height, int side) {
        double ratio = (double) side / Math.max(width, height);
        return new Size(scaled(height, ratio, side), scaled(width, ratio, side));
    }

    /** A rounding error must not carry the longer side beyond. */
    private static int scaled(int length, double ratio, int side) {
        return ratio == 1 ? length : Math.min((int) Math.ceil(length * ratio), side);
    }
}
