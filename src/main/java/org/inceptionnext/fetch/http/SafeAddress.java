package org.inceptionnext.fetch.http;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Which addresses anything is loaded from: those of https; and of http those of this machine, where nobody is between. */
public final class SafeAddress {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private SafeAddress() {}

    /** Returns whether this is such an address. */
    public static boolean isSafe(URI address) {
        return address.getHost() != null && ("https".equalsIgnoreCase(address.getScheme()) || isThisMachine(address));
    }

    static boolean isThisMachine(URI address) {
        return "http".equalsIgnoreCase(address.getScheme())
                && address.getHost() != null
                && THIS_MACHINE.contains(address.getHost().toLowerCase(Locale.ROOT));
    }
}
