package org.inceptionnext.fetch.store;

import java.util.Optional;
import org.inceptionnext.fetch.IntegrityException;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.registry.Pin;

/**
 * What is known of a file before its bytes are read.
 *
 * @param url where the file is published
 * @param sizeBytes its size and who states it, if someone does
 * @param sha256 its SHA-256 and who states it, if someone does
 * @param limitBytes no file of this network is larger
 * @param ifOther what the user can do if it is another file
 */
public record Expectation(String url, Optional<Size> sizeBytes, Optional<Pin> sha256, long limitBytes, String ifOther) {

    /** A size and who states it. */
    public record Size(long bytes, String source) {}

    /** Returns the failure that stands for a file of another size. */
    public IntegrityException otherSize(String subject, String actual) {
        Claim claim = sizeBytes
                .map(size -> new Claim("size in bytes", Long.toString(size.bytes()), subject, size.source()))
                .orElseGet(() -> new Claim(
                        "size in bytes", "at most " + limitBytes, subject, "the network's number of parameters"));
        return new IntegrityException(claim, actual, ifOther);
    }

    /** Returns the failure that stands for a file of another hash than the expected one. */
    public IntegrityException otherHash(String subject, String actual) {
        Pin pin = sha256.orElseThrow();
        return new IntegrityException(new Claim(Sha256.NAME, pin.hex(), subject, pin.source()), actual, ifOther);
    }

    /** Returns the most that is read: one byte more shows that the file is too long. */
    public long mostBytes() {
        return sizeBytes.map(Size::bytes).orElse(limitBytes);
    }
}
