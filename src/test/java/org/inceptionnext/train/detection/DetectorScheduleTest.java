package org.inceptionnext.train.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.detection.DetectorSchedule.Length;
import org.inceptionnext.train.detection.DetectorSchedule.Moment;
import org.inceptionnext.train.detection.DetectorSchedule.Rates;
import org.inceptionnext.train.detection.DetectorSchedule.Shape;
import org.inceptionnext.train.detection.DetectorSchedule.Warmup;
import org.junit.jupiter.api.Test;

/** Rates, momentum, accumulation and groups against {@code schedule.json}, which has 13 digits. */
class DetectorScheduleTest {
    private static final JsonObject GOLDEN = GoldenResource.read("yolo/schedule", JsonObject.class);
    private static final double TOLERANCE = 1e-12;

    private static DetectorSchedule schedule(JsonObject trace) {
        JsonObject hyper = trace.getAsJsonObject("hyper");
        return new DetectorSchedule(
                new Rates(
                        hyper.get("lr0").getAsDouble(),
                        hyper.get("lrf").getAsDouble(),
                        trace.get("schedule").getAsString().equals("linear") ? Shape.LINEAR : Shape.COSINE),
                new Warmup(
                        hyper.get("warmup_epochs").getAsDouble(),
                        hyper.get("warmup_bias_lr").getAsDouble(),
                        hyper.get("warmup_momentum").getAsDouble(),
                        hyper.get("momentum").getAsDouble()),
                new Length(
                        trace.get("epochs").getAsInt(),
                        trace.get("batchesPerEpoch").getAsInt(),
                        trace.get("batch").getAsInt(),
                        trace.get("nominalBatch").getAsInt()));
    }

    @Test
    void everyIterationOfTheTracesIsTheOriginals() {
        for (JsonElement each : GOLDEN.getAsJsonArray("traces")) {
            JsonObject trace = each.getAsJsonObject();
            DetectorSchedule schedule = schedule(trace);
            assertThat(schedule.warmupIterations())
                    .isEqualTo(trace.get("warmupIterations").getAsLong());
            assertThat(schedule.scaledDecay(0.0005))
                    .isCloseTo(trace.get("weightDecayScaled").getAsDouble(), within(TOLERANCE));
            long last = -1;
            int updates = 0;
            for (JsonElement row : trace.getAsJsonArray("iterations")) {
                JsonArray values = row.getAsJsonArray();
                long iteration = values.get(0).getAsLong();
                int epoch = values.get(1).getAsInt();
                Moment moment = schedule.at(epoch, (int)
                        (iteration - (long) epoch * schedule.length().batches()));
                String what = trace.get("schedule").getAsString() + ", iteration " + iteration;
                assertThat(moment.biasRate()).as(what).isCloseTo(values.get(2).getAsDouble(), within(TOLERANCE));
                assertThat(moment.rate()).as(what).isCloseTo(values.get(3).getAsDouble(), within(TOLERANCE));
                assertThat(moment.momentum()).as(what).isCloseTo(values.get(5).getAsDouble(), within(TOLERANCE));
                assertThat(moment.accumulate()).as(what).isEqualTo(values.get(6).getAsInt());
                if (iteration - last >= moment.accumulate()) {
                    last = iteration;
                    updates++;
                }
                assertThat(updates).as(what).isEqualTo(values.get(8).getAsInt());
            }
        }
    }

    @Test
    void bothShapesGoFromOneToTheLastShare() {
        JsonObject factors = GOLDEN.getAsJsonObject("factor");
        for (Shape shape : Shape.values()) {
            JsonArray wanted = factors.getAsJsonArray(shape == Shape.LINEAR ? "linear" : "cosine");
            DetectorSchedule schedule = new DetectorSchedule(
                    new Rates(1, 0.01, shape), new Warmup(3, 0.1, 0.8, 0.9), new Length(10, 10, 16, 64));
            for (int epoch = 0; epoch < wanted.size(); epoch++) {
                assertThat(schedule.factor(epoch)).isCloseTo(wanted.get(epoch).getAsDouble(), within(TOLERANCE));
            }
        }
    }

    @Test
    void parametersAreGroupedAsTheOriginalDoes() {
        Graph graph = Yolov5Family.builtin()
                .get("yolov5_inceptionnext_pico")
                .detector(new NetworkOptions(3, 3))
                .graph();
        List<DetectorGroup> groups = DetectorGroup.of(
                TrainingScript.trained(graph, TrainingForm.PLAIN), new DetectorGroup.Rules(0.0005, true, 1, true));
        for (JsonElement each : GOLDEN.getAsJsonArray("parameterGroups")) {
            JsonObject wanted = each.getAsJsonObject();
            List<String> names = new ArrayList<>();
            groups.stream()
                    .filter(group ->
                            group.jumps() == wanted.get("kind").getAsString().equals("bias")
                                    && group.parameters().weightDecay()
                                            == wanted.get("weightDecay").getAsDouble())
                    .forEach(group -> names.addAll(group.parameters().names()));
            List<String> keys = new ArrayList<>();
            wanted.getAsJsonArray("keys").forEach(key -> keys.add(key.getAsString()));
            assertThat(names).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Test
    void theBackboneCanLearnMoreSlowlyAndWithoutTheJump() {
        Graph graph = Yolov5Family.builtin()
                .get("yolov5_inceptionnext_pico")
                .detector(new NetworkOptions(3, 3))
                .graph();
        List<DetectorGroup> groups = DetectorGroup.of(
                TrainingScript.trained(graph, TrainingForm.PLAIN), new DetectorGroup.Rules(0.0005, false, 0.1, false));
        Moment moment = new Moment(0.001, 0.1, 0.8, 1);
        List<Double> rates = DetectorSchedule.rates(groups, moment);
        for (int i = 0; i < groups.size(); i++) {
            for (String name : groups.get(i).parameters().names()) {
                boolean isBackbone = name.startsWith("model.0.");
                double rate = isBackbone ? 0.0001 : name.endsWith(".bias") ? 0.1 : 0.001;
                assertThat(rates.get(i)).as(name).isCloseTo(rate, within(1e-15));
                if (name.endsWith(".gamma")) {
                    assertThat(groups.get(i).parameters().weightDecay()).isZero();
                }
            }
        }
    }
}
