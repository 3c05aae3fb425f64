package org.inceptionnext.fetch.signing;

import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;
import org.inceptionnext.text.PrintableText;

/**
 * The keys whose signatures count. While a key is replaced by another, both stand here.
 *
 * @param keys the keys that are trusted
 * @param revoked keys that once were: a signature of theirs is refused by that name, whoever else is trusted
 */
public record TrustedKeys(List<VerificationKey> keys, List<VerificationKey> revoked) {

    /** Makes the keys; the lists are copied. */
    public TrustedKeys {
        keys = List.copyOf(keys);
        revoked = List.copyOf(revoked);
    }

    /** Trusts these keys, with none revoked. */
    public static TrustedKeys of(VerificationKey... keys) {
        return new TrustedKeys(List.of(keys), List.of());
    }

    /** Returns whether no key is trusted, so that signatures say nothing. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Checks a signature and returns whose it is.
     *
     * @param source the signature's file, for messages
     */
    VerificationKey require(SignatureBundle bundle, String source) throws ModelSignatureException {
        byte[] signed = SignatureBundle.signedBytes(bundle.payload());
        if (bundle.hint().isEmpty()) {
            // The signature of a version before the hint: any of the keys may be meant.
            Optional<VerificationKey> signer = keys.stream()
                    .filter(key -> key.verifies(signed, bundle.signature()))
                    .findFirst();
            return signer.filter(key -> !isRevoked(key.hint()))
                    .orElseThrow(() -> wrong(source, "any of the trusted keys"));
        }
        String hint = bundle.hint().get();
        if (isRevoked(hint)) {
            throw new ModelSignatureException(
                    Reason.REVOKED_KEY,
                    source + ": signed with the key " + hint
                            + ", which is revoked. Ask the publisher to sign it anew.");
        }
        VerificationKey named = keys.stream()
                .filter(key -> key.hint().equals(hint))
                .findFirst()
                .orElseThrow(() -> untrusted(source, hint));
        if (!named.verifies(signed, bundle.signature())) {
            throw wrong(source, "the key " + hint);
        }
        return named;
    }

    private boolean isRevoked(String hint) {
        return revoked.stream().anyMatch(key -> key.hint().equals(hint));
    }

    private ModelSignatureException untrusted(String source, String hint) {
        List<String> trusted = keys.stream().map(VerificationKey::hint).toList();
        return new ModelSignatureException(
                Reason.UNTRUSTED_KEY,
                source + ": signed with the key " + PrintableText.escape(hint) + ", trusted are " + trusted
                        + ". If the publisher has a new key, get it from them by another way than this, and add it.");
    }

    private static ModelSignatureException wrong(String source, String whose) {
        return new ModelSignatureException(
                Reason.WRONG_SIGNATURE,
                source + ": not a signature by " + whose
                        + " over this content: it was changed, or signed by someone else. Nothing was used.");
    }
}
