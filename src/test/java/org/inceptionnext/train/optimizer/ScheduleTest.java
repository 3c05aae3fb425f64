package org.inceptionnext.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.optimizer.CosineSchedule.Warmup;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final JsonObject GOLDEN = GoldenResource.read("train/cosine", JsonObject.class);

    @Test
    void theCosineIsTimmsWithAndWithoutAShift() {
        check("default", new CosineSchedule(1e-3, 1e-5, 20, new Warmup(5, 1e-6, false)));
        check("warmupPrefix", new CosineSchedule(1e-3, 1e-5, 20, new Warmup(5, 1e-6, true)));
        check("perUpdate", new CosineSchedule(1e-3, 1e-5, 80, new Warmup(20, 1e-6, false)));
    }

    private static void check(String name, Schedule schedule) {
        JsonArray rates = GOLDEN.getAsJsonObject(name).getAsJsonArray("lr");
        assertThat(rates).isNotEmpty();
        for (int epoch = 0; epoch < rates.size(); epoch++) {
            assertThat(schedule.rate(epoch))
                    .as(name + " " + epoch)
                    .isCloseTo(rates.get(epoch).getAsDouble(), within(1e-15));
        }
    }

    /** From PyTorch 2.7.1: OneCycleLR(max_lr=0.01, total_steps=20) with pct_start 0.3, div_factor 25, final_div_factor 1e4. */
    @Test
    void oneCycleIsPyTorchs() {
        double[] expected = {
            0.0003999999999999993,
            0.0013167184270002508,
            0.003716718427000252,
            0.006683281572999748,
            0.009083281572999747,
            0.01,
            0.009874640062350875,
            0.009504846320134737,
            0.0089091617757105,
            0.008117456539497631,
            0.007169430017913008,
            0.0061126202193628925,
            0.00500002,
            0.003887419780637108,
            0.0028306099820869924,
            0.00188258346050237,
            0.0010908782242895004,
            0.0004951936798652628,
            0.00012539993764912555,
            4e-08
        };
        OneCycleSchedule schedule = new OneCycleSchedule(0.01, 20, 0.3, 25, 1e4, 1);
        for (int step = 0; step < expected.length; step++) {
            assertThat(schedule.rate(step)).as("step " + step).isCloseTo(expected[step], within(1e-15));
        }
    }
}
