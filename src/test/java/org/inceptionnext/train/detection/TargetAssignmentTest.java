package org.inceptionnext.train.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.inceptionnext.testing.LossGolden;
import org.inceptionnext.testing.LossGolden.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells, boxes and their order against the goldens: indices exactly, boxes as the seven digits that the golden holds. */
class TargetAssignmentTest {
    static final List<Integer> STRIDES = List.of(8, 16, 32);

    static List<MapTargets> assigned(LossGolden golden) {
        return new TargetAssignment(
                        STRIDES, golden.anchorsGrid(), golden.hyper().ratio())
                .assign(golden.targetRows(), golden.imageSize(), golden.imageSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"formula-128-nc3", "formula-64-nc3"})
    void everyPairIsTheGoldensInItsOrder(String name) {
        LossGolden golden = LossGolden.of(name);
        List<MapTargets> maps = assigned(golden);
        for (Layer layer : golden.layers()) {
            MapTargets map = maps.get(layer.map());
            assertThat(map.count()).isEqualTo(layer.count()).isPositive();
            assertThat(map.count() - map.cellCount()).isEqualTo(layer.duplicateCells());
            for (int i = 0; i < map.count(); i++) {
                check(golden, layer, map, i);
            }
        }
    }

    private static void check(LossGolden golden, Layer layer, MapTargets map, int i) {
        String what = golden.name() + ", map " + layer.map() + ", pair " + i;
        long place = requireNonNull(layer.image()).get(i);
        place = place * layer.shape().get(1) + requireNonNull(layer.anchor()).get(i);
        place = place * layer.shape().get(2) + requireNonNull(layer.gridY()).get(i);
        place = place * layer.shape().get(3) + requireNonNull(layer.gridX()).get(i);
        assertThat(map.places()[i]).as(what).isEqualTo(place);
        assertThat(map.places()[map.count() + i]).as(what).isEqualTo((long)
                requireNonNull(layer.targetClass()).get(i));
        for (int side = 0; side < 4; side++) {
            assertThat(map.boxes()[7 * i + side])
                    .as(what)
                    .isCloseTo(requireNonNull(layer.tbox()).get(i).get(side), within(1e-6f));
        }
        for (int side = 0; side < 2; side++) {
            assertThat(map.boxes()[7 * i + 4 + side])
                    .as(what)
                    .isEqualTo(requireNonNull(layer.anchorWh()).get(i).get(side));
        }
        assertThat(map.boxes()[7 * i + 6]).isEqualTo(1f / map.count());
    }

    @Test
    void withoutObjectsNothingIsAssigned() {
        for (MapTargets map : assigned(LossGolden.of("formula-128-nc3-empty"))) {
            assertThat(map).extracting(MapTargets::count, MapTargets::cellCount).containsExactly(0, 0);
        }
    }

    @Test
    void anObjectThatNoAnchorFitsIsAssignedNowhere() {
        float[] huge = {0, 0, 0.5f, 0.5f, 0.99f, 0.001f};
        LossGolden golden = LossGolden.of("formula-128-nc3");
        assertThat(new TargetAssignment(STRIDES, golden.anchorsGrid(), 4).assign(huge, 640, 640))
                .allSatisfy(map -> assertThat(map.count()).isZero());
    }
}
