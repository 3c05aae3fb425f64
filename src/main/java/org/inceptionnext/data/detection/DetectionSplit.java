package org.inceptionnext.data.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.inceptionnext.data.Split;

/**
 * A split of pictures with several classes each, in which every class keeps its share as far as that can be: pictures of the rarest
 * class that is left are dealt first, each to the part that lacks most of it (Sechidis, Tsoumakas and Vlahavas, 2011). Which
 * pictures go where depends on the seed and their names, not on their order.
 */
final class DetectionSplit {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int TRAIN = 0;
    private static final int VAL = 1;

    private final List<BoxedPicture> pictures;
    private final boolean[][] has;
    /** How many pictures of each class a part still lacks; in the last place, how many of any. */
    private final double[][] lacks;

    private final int[] part;

    private DetectionSplit(List<BoxedPicture> pictures, int classes, double valFraction) {
        this.pictures = pictures;
        this.has = new boolean[pictures.size()][classes + 1];
        this.lacks = new double[2][classes + 1];
        this.part = new int[pictures.size()];
        Arrays.fill(part, -1);
        for (int i = 0; i < has.length; i++) {
            boolean[] row = has[i];
            pictures.get(i).boxes().forEach(box -> row[box.classIndex()] = true);
            row[classes] = true;
            for (int c = 0; c <= classes; c++) {
                lacks[TRAIN][c] += row[c] ? 1 - valFraction : 0;
                lacks[VAL][c] += row[c] ? valFraction : 0;
            }
        }
    }

    /** Splits the part that is there to learn from. */
    static Map<Split, List<BoxedPicture>> of(List<BoxedPicture> pictures, int classes, double valFraction, long seed) {
        List<BoxedPicture> shuffled = new ArrayList<>(pictures);
        shuffled.sort(Comparator.comparingLong(picture -> lot(picture, seed)));
        DetectionSplit split = new DetectionSplit(shuffled, classes, valFraction);
        split.deal();
        return Map.of(Split.TRAIN, split.of(pictures, TRAIN), Split.VAL, split.of(pictures, VAL));
    }

    private static long lot(BoxedPicture picture, long seed) {
        String name = String.valueOf(picture.file().getFileName());
        return new SplittableRandom(seed * GOLDEN + name.hashCode()).nextLong();
    }

    private void deal() {
        int any = lacks[TRAIN].length - 1;
        for (int rarest = rarest(any); rarest >= 0; rarest = rarest(any)) {
            deal(rarest);
        }
        deal(any);
    }

    /** Returns the class of the fewest pictures that are not dealt yet, or -1 where all are. */
    private int rarest(int classes) {
        int rarest = -1;
        long fewest = Long.MAX_VALUE;
        for (int c = 0; c < classes; c++) {
            int wanted = c;
            long left = IntStream.range(0, part.length)
                    .filter(i -> part[i] < 0 && has[i][wanted])
                    .count();
            if (left > 0 && left < fewest) {
                fewest = left;
                rarest = c;
            }
        }
        return rarest;
    }

    private void deal(int c) {
        int any = lacks[TRAIN].length - 1;
        for (int i = 0; i < part.length; i++) {
            if (part[i] < 0 && has[i][c]) {
                double difference = lacks[VAL][c] - lacks[TRAIN][c];
                boolean toVal = difference > 0 || (difference == 0 && lacks[VAL][any] > lacks[TRAIN][any]);
                part[i] = toVal ? VAL : TRAIN;
                for (int each = 0; each <= any; each++) {
                    lacks[part[i]][each] -= has[i][each] ? 1 : 0;
                }
            }
        }
    }

    private List<BoxedPicture> of(List<BoxedPicture> order, int wanted) {
        List<BoxedPicture> chosen = IntStream.range(0, part.length)
                .filter(i -> part[i] == wanted)
                .mapToObj(pictures::get)
                .toList();
        return order.stream().filter(new java.util.HashSet<>(chosen)::contains).toList();
    }
}
