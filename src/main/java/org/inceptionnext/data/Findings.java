package org.inceptionnext.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings, all of them counted and the first of each rule kept: a data set in which each of a million rows is wrong does not
 * fill the memory. Of one thread.
 */
public final class Findings {
    /** How many of each rule are kept. */
    public static final int KEPT_PER_RULE = 1000;

    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<Finding> kept = new ArrayList<>();

    /** Adds one. */
    public void add(Finding finding) {
        if (counts.merge(finding.rule(), 1L, Long::sum) <= KEPT_PER_RULE) {
            kept.add(finding);
        }
    }

    /** Returns those that were kept, in the order in which they were met. */
    public List<Finding> kept() {
        return List.copyOf(kept);
    }

    /** Returns how many there are of each rule, in the order in which the rules were first broken. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Returns how many there are of a rule. */
    public long count(String rule) {
        return counts.getOrDefault(rule, 0L);
    }

    /** Returns how many there are in all. */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
