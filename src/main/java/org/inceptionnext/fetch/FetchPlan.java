package org.inceptionnext.fetch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a fetch would do.
 *
 * @param steps the addresses in the order in which they would be tried, until one gives the file; one or more
 * @param present whether the file is here already, from the first of them
 * @param offlineReason why the network is not to be used, so that the fetch would fail; empty if it may be, or need not be
 * @param licenseNote what a person has to know of the weights' licence first
 */
public record FetchPlan(
        List<Step> steps, boolean present, Optional<String> offlineReason, Optional<String> licenseNote) {

    /**
     * One address.
     *
     * @param url where the file is published
     * @param sizeBytes how much would be loaded: 0 if it is here; empty if nobody says
     * @param isPinned whether the card states the file's SHA-256
     */
    public record Step(String url, OptionalLong sizeBytes, boolean isPinned) {}

    /** Makes a plan; the steps are copied. */
    public FetchPlan {
        steps = List.copyOf(steps);
    }

    /** Returns the first address. */
    public String url() {
        return steps.get(0).url();
    }

    /** Returns how much would be loaded from the first address. */
    public OptionalLong sizeBytes() {
        return steps.get(0).sizeBytes();
    }
}
