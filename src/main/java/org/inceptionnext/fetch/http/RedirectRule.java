package org.inceptionnext.fetch.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * To which hosts a publisher may send us on. Always by https; a captive portal, which sends everyone to its own page,
 * meets this rule first.
 *
 * @param hosts the publisher's hosts; {@code .example.org} is all hosts below it
 * @param anyHost whether any other host will do too, because a SHA-256 says what the bytes must be
 */
public record RedirectRule(List<String> hosts, boolean anyHost) {

    boolean allows(URI target) {
        String host = target.getHost();
        if (!"https".equalsIgnoreCase(target.getScheme()) || host == null || target.getUserInfo() != null) {
            return false;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return anyHost
                || hosts.stream()
                        .anyMatch(allowed -> allowed.startsWith(".") ? lower.endsWith(allowed) : lower.equals(allowed));
    }

    String describe() {
        return "https"
                + (anyHost
                        ? ""
                        : " and "
                                + String.join(", ", hosts).replace(" .", " *.").replaceFirst("^\\.", "*."));
    }
}
