package org.inceptionnext.vision;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A detector's decoded rows to detections, as YOLOv5 (v6.1 to v7.0) does it, to the last bit and in the same order.
 *
 * <p>Rows whose objectness is above the confidence become candidates, with score objectness x class probability: the best class,
 * or every class above the confidence ({@link DetectionOptions#multiLabel}, with more than one class). Of the best 30,000 by
 * score, each that overlaps no kept one by more than the IoU is kept. Equal scores stay in the order of rows, then classes (the
 * original's CPU sort is not stable). All arithmetic is float32 in the original's order of operations: boxes are compared after
 * adding 7680 pixels x class, whose rounding decides overlaps near the threshold.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class NonMaximumSuppression {
    private static final int OBJECTNESS = 4;
    private static final int FIRST_CLASS = 5;
    private static final int MAX_CANDIDATES = 30_000;
    private static final float CLASS_OFFSET_PIXELS = 7680f;

    private final DetectionOptions options;
    private final float confidence;
    private final int classCount;
    private final boolean[] wanted;

    private NonMaximumSuppression(DetectionOptions options, int classCount) {
        this.options = options;
        this.confidence = (float) options.confidence();
        this.classCount = classCount;
        this.wanted = new boolean[classCount];
        Arrays.fill(wanted, options.classes().isEmpty());
        options.classes().forEach(index -> wanted[index] = true);
    }

    /**
     * Returns the suppression for a detector's classes.
     *
     * @param classCount how many classes the detector has, at least 1
     * @throws IllegalArgumentException if there is no class, or the options name one that the detector lacks
     */
    public static NonMaximumSuppression of(DetectionOptions options, int classCount) {
        if (classCount < 1) {
            throw new IllegalArgumentException("a detector with " + classCount + " classes; at least 1 is needed");
        }
        for (int index : options.classes()) {
            if (index >= classCount) {
                throw new IllegalArgumentException(
                        "class " + index + " of a detector that has the classes 0 to " + (classCount - 1));
            }
        }
        return new NonMaximumSuppression(options, classCount);
    }

    /**
     * Finds the detections of one picture.
     *
     * @param predictions float32 rows of centre x, centre y, width, height (pixels of the network's input), objectness, class
     *     probabilities and whatever else the network says about a box (mask coefficients), which is not read; its own position
     *     stays
     * @param position the index of the picture's first float
     * @param rows how many rows the picture has
     * @param columns how many floats a row has, at least 5 + classes
     * @return the detections, best first, boxes in pixels of the network's input
     * @throws IllegalArgumentException if the rows are too short, or too many for an array
     * @throws IndexOutOfBoundsException if the buffer ends before the rows do
     */
    public List<Detection> apply(FloatBuffer predictions, int position, int rows, int columns) {
        if (columns < FIRST_CLASS + classCount) {
            throw new IllegalArgumentException(
                    "rows of " + columns + " floats; " + classCount + " classes need " + (FIRST_CLASS + classCount));
        }
        if (rows < 0 || (long) rows * classCount > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(rows + " rows of " + classCount + " classes");
        }
        if (position < 0 || (long) rows * columns > predictions.limit() - position) {
            throw new IndexOutOfBoundsException(rows + " rows of " + columns + " floats do not lie at " + position
                    + " of a buffer of " + predictions.limit());
        }
        Rows picture = new Rows(predictions, position, rows, columns);
        return suppress(picture, candidates(picture));
    }

    private Candidates candidates(Rows picture) {
        Candidates candidates = new Candidates();
        boolean everyClass = options.multiLabel() && classCount > 1;
        float[] classes = new float[classCount];
        for (int row = 0; row < picture.count; row++) {
            float objectness = picture.get(row, OBJECTNESS);
            if (!(objectness > confidence)) {
                continue;
            }
            picture.copyClasses(row, classes);
            if (everyClass) {
                addEvery(candidates, row, objectness, classes);
            } else {
                addBest(candidates, row, objectness, classes);
            }
        }
        candidates.sort();
        return candidates;
    }

    private void addEvery(Candidates candidates, int row, float objectness, float[] classes) {
        for (int i = 0; i < classes.length; i++) {
            float score = objectness * classes[i];
            if (score > confidence && wanted[i]) {
                candidates.add(score, row * classCount + i);
            }
        }
    }

    /** Compares products, not classes: two classes can round to one score, and then the first is the best. */
    private void addBest(Candidates candidates, int row, float objectness, float[] classes) {
        int best = 0;
        float bestScore = objectness * classes[0];
        for (int i = 1; i < classes.length; i++) {
            float score = objectness * classes[i];
            if (score > bestScore) {
                best = i;
                bestScore = score;
            }
        }
        if (bestScore > confidence && wanted[best]) {
            candidates.add(bestScore, row * classCount + best);
        }
    }

    private List<Detection> suppress(Rows picture, Candidates candidates) {
        int count = Math.min(candidates.count, MAX_CANDIDATES);
        Kept kept = new Kept(Math.min(count, options.maxDetections()), options.iou());
        List<Detection> detections = new ArrayList<>(kept.capacity());
        for (int i = 0; i < count && detections.size() < options.maxDetections(); i++) {
            int row = candidates.index(i) / classCount;
            int classIndex = candidates.index(i) % classCount;
            float offset = options.agnostic() ? 0f : classIndex * CLASS_OFFSET_PIXELS;
            if (kept.addUnlessSuppressed(picture, row, offset)) {
                detections.add(new Detection(picture.box(row), candidates.score(i), classIndex, row));
            }
        }
        return List.copyOf(detections);
    }

    /** One picture's part of the predictions. */
    private static final class Rows {
        private final FloatBuffer predictions;
        private final int position;
        private final int count;
        private final int columns;

        Rows(FloatBuffer predictions, int position, int count, int columns) {
            this.predictions = predictions;
            this.position = position;
            this.count = count;
            this.columns = columns;
        }

        float get(int row, int column) {
            return predictions.get(position + row * columns + column);
        }

        void copyClasses(int row, float[] classes) {
            predictions.get(position + row * columns + FIRST_CLASS, classes);
        }

        float low(int row, int axis) {
            return get(row, axis) - get(row, axis + 2) / 2;
        }

        float high(int row, int axis) {
            return get(row, axis) + get(row, axis + 2) / 2;
        }

        Box box(int row) {
            return new Box(low(row, 0), low(row, 1), high(row, 0), high(row, 1));
        }
    }

    /**
     * Scores and where they stand, in one long each, so that sorting them is sorting numbers: the complement of the score's bits
     * (scores are not negative) above the index of row and class. The worst are thrown out now and then: an untrained detector
     * validated with a low confidence gives millions.
     */
    private static final class Candidates {
        private static final int INITIAL_CAPACITY = 1024;

        private long[] keys = new long[INITIAL_CAPACITY];
        private long worst = Long.MAX_VALUE;
        private int count;

        void add(float score, int index) {
            long key = (long) ~Float.floatToRawIntBits(score) << Integer.SIZE | index;
            if (key > worst) {
                return;
            }
            if (count == keys.length) {
                makeRoom();
            }
            keys[count++] = key;
        }

        private void makeRoom() {
            if (count < 4 * MAX_CANDIDATES) {
                keys = Arrays.copyOf(keys, count * 2);
                return;
            }
            sort();
            count = MAX_CANDIDATES;
            worst = keys[count - 1];
        }

        void sort() {
            Arrays.sort(keys, 0, count);
        }

        float score(int i) {
            return Float.intBitsToFloat(~(int) (keys[i] >> Integer.SIZE));
        }

        int index(int i) {
            return (int) keys[i];
        }
    }

    /** The boxes kept so far, moved apart by class. */
    private static final class Kept {
        private final float[] x1;
        private final float[] y1;
        private final float[] x2;
        private final float[] y2;
        private final float[] area;
        private final double iou;
        private int count;

        Kept(int capacity, double iou) {
            this.x1 = new float[capacity];
            this.y1 = new float[capacity];
            this.x2 = new float[capacity];
            this.y2 = new float[capacity];
            this.area = new float[capacity];
            this.iou = iou;
        }

        int capacity() {
            return area.length;
        }

        boolean addUnlessSuppressed(Rows picture, int row, float offset) {
            float left = picture.low(row, 0) + offset;
            float top = picture.low(row, 1) + offset;
            float right = picture.high(row, 0) + offset;
            float bottom = picture.high(row, 1) + offset;
            float size = (right - left) * (bottom - top);
            for (int i = 0; i < count; i++) {
                float width = (right < x2[i] ? right : x2[i]) - (left > x1[i] ? left : x1[i]);
                if (width <= 0) {
                    continue;
                }
                float height = (bottom < y2[i] ? bottom : y2[i]) - (top > y1[i] ? top : y1[i]);
                if (height <= 0) {
                    continue;
                }
                float intersection = width * height;
                if (intersection / (area[i] + size - intersection) > iou) {
                    return false;
                }
            }
            x1[count] = left;
            y1[count] = top;
            x2[count] = right;
            y2[count] = bottom;
            area[count++] = size;
            return true;
        }
    }
}
