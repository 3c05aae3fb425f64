package org.inceptionnext.fetch;

import java.util.OptionalLong;

/**
 * What a fetch would do.
 *
 * @param url where the file would come from, or came from
 * @param present whether it is here already
 * @param sizeBytes how much would be loaded, which is 0 if it is here; empty if nobody says
 */
public record FetchPlan(String url, boolean present, OptionalLong sizeBytes) {}
