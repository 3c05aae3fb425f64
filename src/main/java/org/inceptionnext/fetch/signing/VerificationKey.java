package org.inceptionnext.fetch.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;

/** A public key with which signatures are checked: on P-256 with SHA-256, P-384 with SHA-384, or P-521 with SHA-512. */
public final class VerificationKey {
    private static final String TYPE = "PUBLIC KEY";
    private static final Pattern TYPES = Pattern.compile(TYPE);
    private static final long MAX_FILE_BYTES = 1 << 16;

    private final ECPublicKey key;
    private final Curve curve;
    private final String pem;

    private VerificationKey(ECPublicKey key, Curve curve) {
        this.key = key;
        this.curve = curve;
        this.pem = new Pem(TYPE, key.getEncoded()).text();
    }

    /**
     * Reads a key.
     *
     * @param file PEM, {@code -----BEGIN PUBLIC KEY-----}, as {@code openssl pkey -pubout} writes it
     * @throws ModelSignatureException if it holds no such key
     */
    public static VerificationKey read(Path file) throws IOException {
        return parse(text(file), file.toString());
    }

    /**
     * Reads a key from PEM text.
     *
     * @param source where the text stands, for messages
     * @throws ModelSignatureException if it holds no such key
     */
    public static VerificationKey parse(String text, String source) throws ModelSignatureException {
        byte[] der = Pem.find(text, TYPES)
                .orElseThrow(() -> unusable(
                        source, "no -----BEGIN PUBLIC KEY-----. openssl pkey -in PRIVATE.pem -pubout writes one"))
                .der();
        try {
            if (KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)) instanceof ECPublicKey key) {
                return of(key, source);
            }
        } catch (GeneralSecurityException e) {
            // Said below: another kind of key, or none.
        }
        throw unusable(source, "another kind of key");
    }

    static VerificationKey of(ECPublicKey key, String source) throws ModelSignatureException {
        return new VerificationKey(key, Curve.of(key).orElseThrow(() -> unusable(source, "a key on another curve")));
    }

    /** Returns the text of a file of keys, which is small. */
    static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw unusable(file.toString(), Files.size(file) + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    static ModelSignatureException unusable(String source, String found) {
        return new ModelSignatureException(
                Reason.UNUSABLE_KEY, source + ": found " + found + "; allowed is " + Curve.ALLOWED + ", as PEM.");
    }

    /** Returns how signatures name this key: the SHA-256 of its PEM text, lower-case hexadecimal. */
    public String hint() {
        return Sha256.of(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the key as PEM text, as OpenSSL writes it. */
    public String pem() {
        return pem;
    }

    Curve curve() {
        return curve;
    }

    /** Returns whether these bytes were signed so by this key's owner. */
    boolean verifies(byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(curve.algorithm());
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is no signature.
            return false;
        }
    }
}
