package org.inceptionnext.train.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.compile.DetectionLoss;
import org.inceptionnext.compile.DetectionLossModule;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.djl.training.NativeScript;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.testing.LossGolden;
import org.inceptionnext.testing.LossGolden.Layer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Terms and gradients against the goldens in float64; tolerances are their README's: 1e-6 relative, gradients 1e-4. */
class DetectionLossTest {
    private static final double LOSS_TOLERANCE = 1e-6;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static DetectionLoss loss(LossGolden golden) {
        LossGolden.Hyper hyper = golden.hyper();
        return new DetectionLoss(
                new DetectionLoss.Gains(hyper.box(), hyper.obj(), hyper.cls()),
                hyper.objectnessWeight(),
                hyper.classWeight(),
                hyper.focalGamma(),
                hyper.smoothing(),
                golden.balance());
    }

    private List<NDArray> maps(LossGolden golden) throws IOException {
        List<NDArray> maps = new ArrayList<>();
        if (golden.source().kind().equals("formula")) {
            for (Layer layer : golden.layers()) {
                String name = requireNonNull(golden.source().names()).get(layer.map());
                float[] values = Formula.input(
                        name,
                        layer.shape(),
                        golden.source().lo(),
                        golden.source().hi());
                maps.add(manager.create(values, shape(layer.shape())));
            }
            return maps;
        }
        Detector detector =
                Yolov5Family.builtin().get("yolov5_inceptionnext_pico").detector(new NetworkOptions(golden.nc(), 3));
        try (NDManager scope = manager.newSubManager()) {
            TrainableBlock pico = TrainableBlock.ofDetector(
                    FormulaWeights.of(detector.graph(), detector.initialAnchors()),
                    TrainingForm.PLAIN.withStatistics(new TrainingForm.Statistics(0.03, false)),
                    loss(golden),
                    scope);
            List<Long> shape = List.of((long) golden.batch(), 3L, (long) golden.imageSize(), (long) golden.imageSize());
            NDArray input = scope.create(Formula.input("input", shape, 0, 1), shape(shape));
            NDList raws = pico.forward(new ParameterStore(scope, false), new NDList(input), true);
            raws.attach(manager);
            return List.copyOf(raws);
        }
    }

    static Shape shape(List<Long> sides) {
        return new Shape(sides.stream().mapToLong(Long::longValue).toArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "formula-128-nc3",
                "formula-128-nc3-empty",
                "formula-128-nc3-focal15",
                "formula-128-nc3-posweight",
                "formula-128-nc3-smooth01",
                "formula-128-nc1",
                "formula-64-nc3",
                "network-128-nc3",
                "network-64-nc3-smooth01-focal15"
            })
    void termsAndGradientsAreTheGoldens(String name) throws Exception {
        LossGolden golden = LossGolden.of(name);
        List<NDArray> objects = TargetArrays.of(TargetAssignmentTest.assigned(golden), manager);
        NDList results;
        try (NativeScript script = NativeScript.load(
                file -> DetectionLossModule.write(loss(golden), golden.layers().size(), golden.nc(), file),
                manager.getDevice())) {
            List<NDArray> maps = maps(golden);
            JniUtils.setGradMode(true);
            results = script.record("gradient", new NDList(manager.create(0f)), List.of(maps, objects));
        }
        float[] terms = results.get(0).toFloatArray();
        LossGolden.Terms wanted = golden.result().float64();
        double total = golden.batch() * ((double) terms[0] + terms[1] + terms[2]);
        System.out.printf(
                "%s: terms off by %.1e, %.1e, %.1e, their sum by %.1e%n",
                name,
                Math.abs(terms[0] - wanted.box()),
                Math.abs(terms[1] - wanted.obj()),
                Math.abs(terms[2] - wanted.cls()),
                Math.abs(total - wanted.total()));
        assertThat((double) terms[0]).isCloseTo(wanted.box(), within(LOSS_TOLERANCE * wanted.box()));
        assertThat((double) terms[1]).isCloseTo(wanted.obj(), within(LOSS_TOLERANCE * wanted.obj()));
        assertThat((double) terms[2]).isCloseTo(wanted.cls(), within(LOSS_TOLERANCE * wanted.cls()));
        for (Layer layer : golden.layers()) {
            float[] gradient = results.get(layer.map() + 1).toFloatArray();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= golden.batch();
            }
            check(name + ", map " + layer.map(), layer.gradient(), gradient);
        }
    }

    private static void check(String what, LossGolden.Gradient wanted, float[] gradient) {
        double squares = 0;
        for (float each : gradient) {
            squares += (double) each * each;
        }
        assertThat(Math.sqrt(squares)).as(what).isCloseTo(wanted.l2(), within(GRADIENT_TOLERANCE * wanted.l2()));
        requireClose(what, wanted.index(), wanted.float64(), gradient);
        if (wanted.positiveIndex() != null) {
            requireClose(what, wanted.positiveIndex(), requireNonNull(wanted.positiveFloat64()), gradient);
        }
    }

    private static void requireClose(String what, List<Integer> index, double[] wanted, float[] gradient) {
        double squares = 0;
        double error = 0;
        for (int i = 0; i < wanted.length; i++) {
            squares += wanted[i] * wanted[i];
            error += Math.pow(gradient[index.get(i)] - wanted[i], 2);
        }
        assertThat(Math.sqrt(error)).as(what).isLessThanOrEqualTo(GRADIENT_TOLERANCE * Math.sqrt(squares));
    }

    @Test
    void completeIouAndItsGradientAreTheGoldensPairByPair() throws Exception {
        JsonObject golden = GoldenResource.read("yolo/loss/ciou", JsonObject.class);
        JniUtils.setGradMode(true);
        try (NativeScript script = NativeScript.load(
                file -> DetectionLossModule.write(loss(LossGolden.of("formula-128-nc3")), 3, 3, file),
                manager.getDevice())) {
            for (JsonElement each : golden.getAsJsonArray("pairs")) {
                checkPair(script, each.getAsJsonObject());
            }
        }
    }

    private void checkPair(NativeScript script, JsonObject pair) {
        NDArray predicted = manager.create(floats(pair, "predicted"), new Shape(1, 4));
        NDArray target = manager.create(floats(pair, "target"), new Shape(1, 4));
        NDList found = script.record("ciou_gradient", new NDList(predicted, target), List.of());
        JsonObject wanted = pair.getAsJsonObject("float64");
        String what = pair.toString();
        // "NaN" is a text there, which Java reads as the number that is none.
        assertThat((double) found.get(0).getFloat())
                .as(what)
                .isCloseTo(Double.parseDouble(wanted.get("ciou").getAsString()), within(2e-6));
        for (int i = 0; i < 4; i++) {
            double gradient =
                    Double.parseDouble(wanted.getAsJsonArray("gradient").get(i).getAsString());
            double actual = found.get(1).toFloatArray()[i];
            if (Double.isNaN(gradient)) {
                assertThat(actual).as(what).isNaN();
            } else {
                assertThat(actual).as(what).isCloseTo(gradient, within(2e-5 * Math.max(1, Math.abs(gradient))));
            }
        }
    }

    private static float[] floats(JsonObject pair, String key) {
        float[] values = new float[4];
        for (int i = 0; i < 4; i++) {
            values[i] = pair.getAsJsonArray(key).get(i).getAsFloat();
        }
        return values;
    }

    @Test
    void eachObjectnessTargetIsThatOfTheLastPairInTheCell() throws Exception {
        LossGolden golden = LossGolden.of("formula-128-nc3");
        List<MapTargets> assigned = TargetAssignmentTest.assigned(golden);
        for (Layer layer : golden.layers()) {
            MapTargets map = assigned.get(layer.map());
            for (List<Double> row : requireNonNull(layer.objectTargets()).rows()) {
                long place =
                        (long) (((row.get(0) * 3 + row.get(1)) * layer.shape().get(2) + row.get(2))
                                        * layer.shape().get(3)
                                + row.get(3));
                assertThat(map.cells()).as("map %d, %s", layer.map(), row).contains(place);
            }
            assertThat(map.cellCount()).isEqualTo(layer.objectTargets().rows().size());
        }
    }

    /** The gains that a network of another size gets from a recipe's: the goldens' are of three classes and 128 pixels. */
    @Test
    void gainsAreScaledToMapsClassesAndSize() {
        DetectionLoss.Gains gains = new DetectionLoss.Gains(0.05, 1, 0.5).scaled(3, 3, 128);
        LossGolden.Hyper hyper = LossGolden.of("formula-128-nc3").hyper();
        assertThat(gains.box()).isEqualTo(hyper.box());
        assertThat(gains.objectness()).isCloseTo(hyper.obj(), within(1e-15));
        assertThat(gains.classes()).isCloseTo(hyper.cls(), within(1e-15));
        assertThat(DetectionLoss.balance(3)).containsExactly(4.0, 1.0, 0.4);
        assertThat(DetectionLoss.balance(4)).containsExactly(4.0, 1.0, 0.25, 0.06);
    }
}
