package org.inceptionnext.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.http.SafeAddress;
import org.inceptionnext.registry.Pin;

/**
 * A file of weights behind https, as a person writes it: {@code https://HOST/FILE#sha256=HEX}, or without the hash.
 *
 * @param address where it is; without the fragment
 * @param sha256 what its SHA-256 has to be; 64 hexadecimal digits in lower case
 */
public record WebReference(URI address, Optional<String> sha256) {
    private static final Pattern FRAGMENT = Pattern.compile("(?i)sha256=([0-9a-f]{64})");
    private static final Pattern SHA_256 = Pattern.compile("(?i)[0-9a-f]{64}");

    /** Returns whether a text is meant to be such an address, right or wrong. */
    public static boolean isMeant(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("https://") || lower.startsWith("http://");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none, or not of https
     */
    public static WebReference parse(String text) {
        int hash = text.indexOf('#');
        String fragment = hash < 0 ? "" : text.substring(hash + 1);
        Matcher stated = FRAGMENT.matcher(fragment);
        if (hash >= 0 && !stated.matches()) {
            throw new IllegalArgumentException("behind # stands sha256= and 64 hexadecimal digits");
        }
        URI address = URI.create(hash < 0 ? text : text.substring(0, hash));
        String path = address.getPath();
        if (address.getHost() != null && !SafeAddress.isSafe(address)) {
            throw new IllegalArgumentException("weights are fetched by https only");
        }
        if (address.getHost() == null || address.getUserInfo() != null || path == null || path.endsWith("/")) {
            throw new IllegalArgumentException(
                    "a file of weights is https://HOST/FILE or https://HOST/FILE#sha256=HEX");
        }
        return new WebReference(
                address,
                hash < 0 ? Optional.empty() : Optional.of(stated.group(1).toLowerCase(Locale.ROOT)));
    }

    /**
     * Returns this address with a hash.
     *
     * @throws IllegalArgumentException if it is no SHA-256, or the address has another
     */
    public WebReference with(String otherSha256) {
        String lower = otherSha256.strip().toLowerCase(Locale.ROOT);
        if (!SHA_256.matcher(lower).matches()) {
            throw new IllegalArgumentException("a SHA-256 is 64 hexadecimal digits");
        }
        if (sha256.isPresent() && !sha256.get().equals(lower)) {
            throw new IllegalArgumentException("the address has another SHA-256 behind its #");
        }
        return new WebReference(address, Optional.of(lower));
    }

    /** Returns the name of the file at the address. */
    public String fileName() {
        return address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
    }

    Optional<Pin> pin() {
        return sha256.map(hex -> new Pin(hex, "you, with the address"));
    }

    /** Returns the address as it is written. */
    @Override
    public String toString() {
        return address + sha256.map(hex -> "#sha256=" + hex).orElse("");
    }
}
