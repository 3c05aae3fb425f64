package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;

/**
 * The text of the methods {@code terms(r, q)}, and {@code ciou}, which it calls: the three terms of a {@link DetectionLoss}, scaled, of raw maps {@code r} and
 * assigned objects {@code q}, see {@link DetectorTrainingScript}.
 *
 * <p>CIoU is {@code IoU - d^2 / c^2 - alpha * v} with the boxes' centres {@code d} and the corners of their hull {@code c} apart,
 * {@code v = 4 / pi^2 * (atan(w / h) - atan(w' / h'))^2} and {@code alpha = v / (v - IoU + 1)} without a gradient (Zheng et al., <a
 * href="https://arxiv.org/abs/2005.03572">arXiv 2005.03572</a>).
 */
final class DetectionLossCode {
    static final int ARGUMENTS_OF_MAP = 3;

    private static final double EPS = 1e-7;
    private static final double FOCAL_ALPHA = 0.25;
    private static final int BOX_NUMBERS = 5;

    private final DetectionLoss loss;
    private final int maps;
    private final int classes;
    private final String className;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param maps how many the network has
     * @param classes how many it has
     * @param className of the module that the methods are a part of
     */
    DetectionLossCode(DetectionLoss loss, int maps, int classes, String className) {
        this.loss = loss;
        this.maps = maps;
        this.classes = classes;
        this.className = className;
        if (loss.balance().size() != maps) {
            throw new IllegalArgumentException(
                    "a balance of " + loss.balance().size() + " maps for a network of " + maps);
        }
    }

    static DetectionLossCode of(DetectionLoss loss, Graph graph, String className) {
        int maps = graph.values(OutputKind.DETECTOR_MAPS).size();
        int classes = graph.output(OutputKind.PREDICTIONS).channels() - BOX_NUMBERS;
        return new DetectionLossCode(loss, maps, classes, className);
    }

    String methods() {
        ciou();
        head("terms", "r: List[Tensor], q: List[Tensor]");
        List<String> boxes = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        for (int map = 0; map < maps; map++) {
            gather(map);
            let("i" + map, "(self).ciou(c" + map + ", h" + map + ", f" + map + ", )");
            boxes.add(let("lb" + map, "torch.sum(torch.mul(torch.rsub(i" + map + ", 1), k" + map + "))"));
            objects.add(objectness(map));
            if (classes > 1) {
                kinds.add(classes(map));
            }
        }
        String all = String.join(
                ", ",
                sum(boxes, loss.gains().box()),
                sum(objects, loss.gains().objectness()),
                classes > 1 ? sum(kinds, loss.gains().classes()) : "torch.zeros_like(lb0)");
        return text + "    return torch.stack([" + all + "])\n";
    }

    private static String sum(List<String> terms, double gain) {
        String sum = terms.stream()
                .reduce((a, b) -> "torch.add(" + a + ", " + b + ")")
                .orElseThrow();
        return "torch.mul(" + sum + ", " + gain + ")";
    }

    /** The rows of the cells that look for an object, and what they are to find. */
    private void gather(int map) {
        let("n" + map, "q[" + ARGUMENTS_OF_MAP * map + "]");
        let("f" + map, "q[" + (ARGUMENTS_OF_MAP * map + 1) + "]");
        let("u" + map, "q[" + (ARGUMENTS_OF_MAP * map + 2) + "]");
        let("a" + map, "torch.flatten(r[" + map + "], 0, 3)");
        let("s" + map, "torch.index_select(a" + map + ", 0, torch.select(n" + map + ", 0, 0))");
        let("k" + map, "torch.select(f" + map + ", 1, 6)");
        let("y" + map, "torch.sigmoid(torch.narrow(s" + map + ", 1, 0, 4))");
        let("c" + map, "torch.sub(torch.mul(torch.narrow(y" + map + ", 1, 0, 2), 2), 0.5)");
        String sides = "torch.pow(torch.mul(torch.narrow(y" + map + ", 1, 2, 2), 2), 2)";
        let("h" + map, "torch.mul(" + sides + ", torch.narrow(f" + map + ", 1, 4, 2))");
    }

    /**
     * {@code ciou(c, h, f)}: of centres and sides {@code c} and {@code h} (n, 2), and of those that the rows of {@code f} begin with. Both
     * coordinates of a corner are computed at once.
     */
    private void ciou() {
        head("ciou", "c: Tensor, h: Tensor, f: Tensor");
        let("tc", "torch.narrow(f, 1, 0, 2)");
        let("th", "torch.narrow(f, 1, 2, 2)");
        corners("", "c", "h");
        corners("t", "tc", "th");
        let("inner", "torch.clamp_min(torch.sub(torch.minimum(high, thigh), torch.maximum(low, tlow)), 0)");
        let("both", product("inner"));
        let("areas", "torch.add(" + product("h") + ", " + product("th") + ")");
        let("iou", "torch.div(both, torch.add(torch.sub(areas, both), " + EPS + "))");
        let("hull", "torch.sub(torch.maximum(high, thigh), torch.minimum(low, tlow))");
        let("diagonal", "torch.add(torch.sum(torch.pow(hull, 2), [1]), " + EPS + ")");
        let("apart", "torch.div(torch.sum(torch.pow(torch.sub(tc, c), 2), [1]), diagonal)");
        let("turn", "torch.sub(" + angle("th") + ", " + angle("h") + ")");
        let("v", "torch.mul(torch.pow(turn, 2), " + 4 / (Math.PI * Math.PI) + ")");
        let("alpha", "torch.detach(torch.div(v, torch.add(torch.sub(v, iou), " + (1 + EPS) + ")))");
        text.append("    return torch.sub(iou, torch.add(apart, torch.mul(v, alpha)))\n");
    }

    private void corners(String prefix, String centre, String sides) {
        let(prefix + "half", "torch.div(" + sides + ", 2)");
        let(prefix + "low", "torch.sub(" + centre + ", " + prefix + "half)");
        let(prefix + "high", "torch.add(" + centre + ", " + prefix + "half)");
    }

    private static String product(String pairs) {
        return "torch.mul(torch.select(" + pairs + ", 1, 0), torch.select(" + pairs + ", 1, 1))";
    }

    private static String angle(String sides) {
        return "torch.atan(torch.div(torch.select(" + sides + ", 1, 0), torch.select(" + sides + ", 1, 1)))";
    }

    /** A cell is to say how well its box fits, or 0. */
    private String objectness(int map) {
        String said = let("o" + map, "torch.select(a" + map + ", 1, 4)");
        String fits = "torch.index_select(torch.clamp_min(torch.detach(i" + map + "), 0), 0, torch.select(u" + map
                + ", 0, 1))";
        String wanted = let(
                "t" + map,
                "torch.scatter(torch.zeros_like(" + said + "), 0, torch.select(u" + map + ", 0, 0), " + fits + ")");
        String cost = "torch.mean(" + cost("o", map, said, wanted, loss.objectnessWeight()) + ")";
        return let("lo_" + map, "torch.mul(" + cost + ", " + loss.balance().get(map) + ")");
    }

    private String classes(int map) {
        String said = let("p" + map, "torch.narrow(s" + map + ", 1, 5, " + classes + ")");
        double off = loss.smoothing() / 2;
        String own = "torch.unsqueeze(torch.select(n" + map + ", 0, 1), 1)";
        String wanted = let(
                "w" + map,
                "torch.scatter(torch.add(torch.zeros_like(" + said + "), " + off + "), 1, " + own + ", " + (1 - off)
                        + ")");
        String cost = cost("p", map, said, wanted, loss.classWeight());
        String row = "torch.div(torch.sum(" + cost + ", [1]), " + classes + ")";
        return let("lc_" + map, "torch.sum(torch.mul(" + row + ", k" + map + "))");
    }

    /** Cross-entropy of single yes-or-no questions, element by element. */
    private String cost(String name, int map, String said, String wanted, double weight) {
        String positive = weight == 1 ? "None" : "torch.add(torch.zeros([1], dtype=6), " + weight + ")";
        String plain = let(
                "e" + name + map,
                "torch.binary_cross_entropy_with_logits(" + said + ", " + wanted + ", None, " + positive + ", 0)");
        if (loss.focalGamma() == 0) {
            return plain;
        }
        String chance = let("g" + name + map, "torch.sigmoid(" + said + ")");
        String right = "torch.add(torch.mul(" + wanted + ", " + chance + "), torch.mul(torch.rsub(" + wanted
                + ", 1), torch.rsub(" + chance + ", 1)))";
        String alpha = "torch.add(torch.mul(" + wanted + ", " + FOCAL_ALPHA + "), torch.mul(torch.rsub(" + wanted
                + ", 1), " + (1 - FOCAL_ALPHA) + "))";
        String easy = "torch.pow(torch.rsub(" + right + ", 1), " + loss.focalGamma() + ")";
        return let("m" + name + map, "torch.mul(torch.mul(" + plain + ", " + alpha + "), " + easy + ")");
    }

    private void head(String name, String arguments) {
        text.append("  def ")
                .append(name)
                .append("(")
                .append(StatelessModule.self(className))
                .append(", ")
                .append(arguments)
                .append(") -> Tensor:\n");
    }

    private String let(String name, String expression) {
        text.append("    ").append(name).append(" = ").append(expression).append("\n");
        return name;
    }
}
