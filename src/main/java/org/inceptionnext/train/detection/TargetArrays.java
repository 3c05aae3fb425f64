package org.inceptionnext.train.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Assigned objects as the arrays that native code takes. */
public final class TargetArrays {
    private TargetArrays() {}

    /**
     * Returns three arrays for each map, see {@link org.inceptionnext.compile.DetectorTrainingScript}.
     *
     * @param manager that owns them
     */
    public static List<NDArray> of(List<MapTargets> maps, NDManager manager) {
        List<NDArray> arrays = new ArrayList<>();
        for (MapTargets map : maps) {
            arrays.add(manager.create(map.places(), new Shape(2, map.count())));
            arrays.add(manager.create(map.boxes(), new Shape(map.count(), MapTargets.BOX_FIELDS)));
            arrays.add(manager.create(map.cells(), new Shape(2, map.cellCount())));
        }
        return arrays;
    }
}
