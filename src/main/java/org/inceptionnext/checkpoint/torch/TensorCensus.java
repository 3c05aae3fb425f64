package org.inceptionnext.checkpoint.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.UnreadTensor;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.text.PrintableText;

/**
 * Counts the tensors that a pickle made against those that were taken: each is one or the other.
 *
 * <p>Every value is visited once, whatever holds it, so that the time is bounded by the pickle's length.
 */
final class TensorCensus {
    private static final String DROPPED = "made on the way to the file's object and not part of it";

    /** A value to visit, and what it is inside of; empty while it lies where tensors are taken from. */
    private record Visit(PickleValue value, String where) {}

    private final Set<PickleValue> taken;
    private final Map<String, Integer> leftOut = new LinkedHashMap<>();
    private final Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Visit> queue = new ArrayDeque<>();

    private TensorCensus(Set<PickleValue> taken) {
        this.taken = taken;
    }

    /**
     * Returns how many tensors were not taken, by the place where they are.
     *
     * @param part the value from which tensors were taken, and the dotted way to it
     * @param taken the tensors that were
     */
    static List<LeftOut> of(Pickle pickle, WeightSearch.Part part, Set<PickleValue> taken) {
        TensorCensus census = new TensorCensus(taken);
        // The part first: what it shares with the rest is its own.
        census.queue.add(new Visit(part.value(), ""));
        census.run();
        census.surroundings(pickle.root(), part);
        census.run();
        census.dropped(pickle);
        List<LeftOut> all = new ArrayList<>();
        census.leftOut.forEach((where, count) -> all.add(new LeftOut(count, where)));
        return all;
    }

    /** What lies beside the part is named by its key in the file's object. */
    private void surroundings(PickleValue root, WeightSearch.Part part) {
        if (root instanceof Dict dict) {
            seen.add(root);
            for (Members.Named child : Members.named(dict)) {
                String key = child.name();
                queue.add(new Visit(
                        child.value(),
                        key == null ? "under keys that are no text" : "under " + PrintableText.quote(key)));
            }
            Members.rest(dict).forEach(rest -> queue.add(new Visit(rest.value(), rest.where())));
        } else {
            queue.add(new Visit(root, "beside " + PrintableText.quote(part.key())));
        }
    }

    private void run() {
        while (!queue.isEmpty()) {
            Visit visit = queue.remove();
            if (seen.add(visit.value())) {
                count(visit);
                enter(visit);
            }
        }
    }

    private void count(Visit visit) {
        if (TensorRebuilder.isTensor(visit.value()) && !taken.contains(visit.value())) {
            String where = visit.where().isEmpty() ? "in containers that hold themselves" : visit.where();
            leftOut.merge(where, 1, Integer::sum);
        }
    }

    private void enter(Visit visit) {
        if (visit.value() instanceof UnreadTensor unread) {
            parts(unread.parts());
            return;
        }
        if (visit.value() instanceof Stub stub && TensorRebuilder.isTensor(stub)) {
            parts(stub.state().map(List::of).orElse(List.of()));
            return;
        }
        for (Members.Named child : Members.named(visit.value())) {
            boolean nameless = child.name() == null && visit.where().isEmpty();
            queue.add(new Visit(child.value(), nameless ? "under keys that are no text" : visit.where()));
        }
        for (Members.Rest rest : Members.rest(visit.value())) {
            queue.add(new Visit(rest.value(), visit.where().isEmpty() ? rest.where() : visit.where()));
        }
    }

    /** The tensors of which another is made are that one. */
    private void parts(List<PickleValue> ofOne) {
        Deque<PickleValue> parts = new ArrayDeque<>(ofOne);
        while (!parts.isEmpty()) {
            PickleValue value = parts.remove();
            if (seen.add(value)) {
                Members.named(value).forEach(child -> parts.add(child.value()));
                Members.rest(value).forEach(rest -> parts.add(rest.value()));
                if (value instanceof UnreadTensor inner) {
                    parts.addAll(inner.parts());
                }
            }
        }
    }

    private void dropped(Pickle pickle) {
        for (PickleValue tensor : pickle.tensors()) {
            if (!seen.contains(tensor) && !taken.contains(tensor)) {
                leftOut.merge(DROPPED, 1, Integer::sum);
            }
        }
    }
}
