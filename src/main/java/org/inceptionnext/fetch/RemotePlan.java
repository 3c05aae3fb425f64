package org.inceptionnext.fetch;

import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.FetchPlan.Step;

/**
 * What it would take to fetch weights that a user names by an address.
 *
 * @param source which files these are: {@code hf://OWNER/NAME@COMMIT}, or an address
 * @param files all of them are loaded
 * @param present whether they are here already
 * @param offlineReason why the network is not to be used, so that the fetch would fail; empty if it may be, or need not be
 */
public record RemotePlan(String source, List<Step> files, boolean present, Optional<String> offlineReason) {
    /** Makes a plan; the files are copied. */
    public RemotePlan {
        files = List.copyOf(files);
    }
}
