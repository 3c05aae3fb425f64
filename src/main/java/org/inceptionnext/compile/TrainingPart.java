package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Value;

/**
 * A part of a classifier as training computes it: it needs one value from those before it, and makes one. All parts together are the
 * network: its blocks, and the head.
 *
 * @param stage the number of the stage that it belongs to; the head counts as one
 * @param nodes what is computed before the tail: in order
 * @param end the value that it makes
 */
record TrainingPart(int number, int stage, Value begin, List<Node> nodes, Optional<ResidualTail> tail, Value end) {

    /** Returns the values that {@link #nodes} make for the tail, or for the next part. */
    List<Value> results() {
        return tail.map(t -> List.of(t.kept(), t.inner())).orElse(List.of(end));
    }

    /** Returns the network in parts. */
    static List<TrainingPart> of(Graph graph) {
        return new Division(graph).parts;
    }

    /** Goes through a network once. */
    private static final class Division {
        private final List<TrainingPart> parts = new ArrayList<>();
        private final ResidualBranches branches;
        private Value begin;

        Division(Graph graph) {
            this.branches = new ResidualBranches(graph);
            this.begin = graph.input();
            List<Value> ends = new ArrayList<>();
            if (graph.gives(OutputKind.PYRAMID)) {
                ends.addAll(graph.values(OutputKind.PYRAMID));
            }
            ends.add(graph.output(OutputKind.LOGITS));
            Set<Node> done = new LinkedHashSet<>();
            for (int stage = 0; stage < ends.size(); stage++) {
                List<Node> nodes = new ArrayList<>(graph.nodesFor(List.of(ends.get(stage))));
                nodes.removeAll(done);
                done.addAll(nodes);
                divide(stage, nodes, ends.get(stage));
            }
        }

        private void divide(int stage, List<Node> nodes, Value end) {
            List<Node> open = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                open.add(nodes.get(i));
                Optional<ResidualTail> tail = branches.tail(nodes.get(i));
                if (tail.isPresent() && isAllThatIsNeeded(nodes.subList(i + 1, nodes.size()), open)) {
                    open.removeAll(tail.get().nodes());
                    add(stage, open, tail, nodes.get(i).output());
                    open.clear();
                }
            }
            if (!open.isEmpty()) {
                add(stage, open, Optional.empty(), end);
            }
        }

        /** Returns whether what follows needs nothing that was computed before, but the last of it. */
        private boolean isAllThatIsNeeded(List<Node> following, List<Node> before) {
            Set<Value> hidden = new HashSet<>(Set.of(begin));
            before.subList(0, before.size() - 1).forEach(node -> hidden.add(node.output()));
            return following.stream().flatMap(node -> node.inputs().stream()).noneMatch(hidden::contains);
        }

        private void add(int stage, List<Node> nodes, Optional<ResidualTail> tail, Value end) {
            parts.add(new TrainingPart(parts.size(), stage, begin, List.copyOf(nodes), tail, end));
            begin = end;
        }
    }
}
