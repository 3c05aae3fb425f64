package org.inceptionnext.train.anchors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.Tensor;

/** Anchors as a checkpoint holds them: (maps, anchors, 2), widths and heights in cells of their map. */
public final class AnchorTensor {
    private AnchorTensor() {}

    /** Returns for each map its anchors' widths and heights in cells. */
    public static float[][][] cells(Tensor tensor) {
        try {
            float[] values = tensor.floats();
            int maps = Math.toIntExact(tensor.shape().get(0));
            int perMap = Math.toIntExact(tensor.shape().get(1));
            float[][][] cells = new float[maps][perMap][2];
            for (int i = 0; i < values.length; i++) {
                cells[i / 2 / perMap][i / 2 % perMap][i % 2] = values[i];
            }
            return cells;
        } catch (IOException e) {
            throw new UncheckedIOException("the anchors cannot be read", e);
        }
    }

    /**
     * Returns for each map width, height, width, height ... in pixels.
     *
     * @param strides how many pixels a cell of each map has
     */
    public static List<List<Double>> pixels(Tensor tensor, List<Integer> strides) {
        return pixels(cells(tensor), strides);
    }

    /** Returns the same of anchors that are read already. */
    public static List<List<Double>> pixels(float[][][] cells, List<Integer> strides) {
        List<List<Double>> maps = new ArrayList<>();
        for (int map = 0; map < cells.length; map++) {
            List<Double> sides = new ArrayList<>();
            for (float[] anchor : cells[map]) {
                for (float side : anchor) {
                    sides.add((double) side * strides.get(map));
                }
            }
            maps.add(sides);
        }
        return maps;
    }
}
