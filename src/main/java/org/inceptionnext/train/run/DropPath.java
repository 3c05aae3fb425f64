package org.inceptionnext.train.run;

import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;

/**
 * Which residual branches are left out for which sample (Huang et al., <a href="https://arxiv.org/abs/1603.09382">arXiv
 * 1603.09382</a>).
 */
final class DropPath {

    private DropPath() {}

    /**
     * Returns how often each branch is left out: rising evenly from 0 to the last one's rate, in float32 as timm has it.
     *
     * @param last the last branch's
     */
    static float[] rates(int branches, double last) {
        float[] rates = new float[branches];
        float step = branches == 1 ? 0 : (float) last / (branches - 1);
        for (int i = 0; i < branches; i++) {
            // torch.linspace counts from both ends.
            rates[i] = i < branches / 2 ? step * i : (float) last - step * (branches - 1 - i);
        }
        return rates;
    }

    /**
     * Draws the factors of a batch.
     *
     * @return (branches, batch): 0 where a branch is left out, else 1 / (1 - rate)
     */
    static float[] factors(int branches, double last, List<Draw> samples, Draws draws) {
        float[] rates = rates(branches, last);
        float[] factors = new float[branches * samples.size()];
        for (int sample = 0; sample < samples.size(); sample++) {
            Draw draw = samples.get(sample);
            SplittableRandom random = draws.of(draw.epoch(), draw.index(), Purpose.DROP_PATH);
            for (int branch = 0; branch < branches; branch++) {
                double keep = 1.0 - rates[branch];
                factors[branch * samples.size() + sample] = random.nextDouble() < keep ? (float) (1 / keep) : 0;
            }
        }
        return factors;
    }
}
