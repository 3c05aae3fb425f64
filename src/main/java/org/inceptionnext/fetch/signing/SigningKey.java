package org.inceptionnext.fetch.signing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;

/** A private key with which models are signed, on P-256, P-384 or P-521; its public half comes with it. */
public final class SigningKey {
    private static final Pattern TYPES = Pattern.compile("(EC |ENCRYPTED )?PRIVATE KEY");
    private static final byte[] VERSION_0 = Der.element(Der.INTEGER, new byte[] {0});
    private static final byte[] EC_PUBLIC_KEY = Der.hex("06072a8648ce3d0201");
    private static final byte[] SELF_TEST = {1};

    private final ECPrivateKey key;
    private final VerificationKey verificationKey;

    private SigningKey(ECPrivateKey key, VerificationKey verificationKey) {
        this.key = key;
        this.verificationKey = verificationKey;
    }

    /**
     * Reads a key.
     *
     * @param file PEM without a password: PKCS #8 ({@code -----BEGIN PRIVATE KEY-----}) or SEC 1
     *     ({@code -----BEGIN EC PRIVATE KEY-----}), with the public key in it, as OpenSSL and Python write both
     * @throws ModelSignatureException if it holds no such key
     */
    public static SigningKey read(Path file) throws IOException {
        String source = file.toString();
        Pem pem = Pem.find(VerificationKey.text(file), TYPES)
                .orElseThrow(() -> VerificationKey.unusable(source, "no -----BEGIN PRIVATE KEY-----"));
        if (pem.type().startsWith("ENCRYPTED")) {
            throw VerificationKey.unusable(
                    source, "a key under a password (openssl pkcs8 -in KEY.pem -out PLAIN.pem takes it off)");
        }
        // PKCS #8 holds the octets of SEC 1, which say the public key; Java's classes do not give it.
        byte[] sec1 = pem.type().startsWith("EC") ? pem.der() : sec1(pem.der()).orElse(new byte[0]);
        byte[] pkcs8 = pem.type().startsWith("EC") ? pkcs8(pem.der(), source) : pem.der();
        try {
            if (KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
                    instanceof ECPrivateKey key) {
                return paired(key, sec1, source);
            }
        } catch (GeneralSecurityException e) {
            // Said below: another kind of key, or none.
        }
        throw VerificationKey.unusable(source, "another kind of key");
    }

    private static SigningKey paired(ECPrivateKey key, byte[] sec1, String source)
            throws GeneralSecurityException, ModelSignatureException {
        if (Curve.of(key).isEmpty()) {
            throw VerificationKey.unusable(source, "a key on another curve");
        }
        byte[] point = point(sec1)
                .orElseThrow(() -> VerificationKey.unusable(
                        source, "a private key without its public key (openssl ec -in KEY.pem -out FULL.pem adds it)"));
        int half = (point.length - 1) / 2;
        ECPoint at = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + half)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + half, point.length)));
        ECPublicKey publicKey =
                (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(at, key.getParams()));
        SigningKey paired = new SigningKey(key, VerificationKey.of(publicKey, source));
        if (!paired.verificationKey.verifies(SELF_TEST, paired.sign(SELF_TEST))) {
            throw new ModelSignatureException(
                    Reason.UNUSABLE_KEY, source + ": the public key in it is not that of the private key.");
        }
        return paired;
    }

    /** Returns the public half. */
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    byte[] sign(byte[] bytes) {
        try {
            Signature signer = Signature.getInstance(verificationKey.curve().algorithm());
            signer.initSign(key);
            signer.update(bytes);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 signs with these curves", e);
        }
    }

    /** PrivateKeyInfo: version, algorithm, the octets. */
    private static Optional<byte[]> sec1(byte[] pkcs8) {
        Der info = new Der(new Der(pkcs8).next(Der.SEQUENCE).orElse(new byte[0]));
        info.next(Der.INTEGER);
        info.next(Der.SEQUENCE);
        return info.next(Der.OCTET_STRING);
    }

    /** ECPrivateKey: version, the number, [0] the curve, [1] the public key, uncompressed. */
    private static Optional<byte[]> point(byte[] sec1) {
        Der key = new Der(new Der(sec1).next(Der.SEQUENCE).orElse(new byte[0]));
        key.next(Der.INTEGER);
        key.next(Der.OCTET_STRING);
        key.next(Der.PARAMETERS);
        return key.next(Der.PUBLIC_KEY)
                .flatMap(wrapped -> new Der(wrapped).next(Der.BIT_STRING))
                .filter(bits -> bits.length > 3 && bits.length % 2 == 0 && bits[0] == 0 && bits[1] == 4)
                .map(bits -> Arrays.copyOfRange(bits, 1, bits.length));
    }

    private static byte[] pkcs8(byte[] sec1, String source) throws ModelSignatureException {
        Der key = new Der(new Der(sec1).next(Der.SEQUENCE).orElse(new byte[0]));
        key.next(Der.INTEGER);
        key.next(Der.OCTET_STRING);
        byte[] oid = key.next(Der.PARAMETERS)
                .orElseThrow(() -> VerificationKey.unusable(source, "a private key that does not name its curve"));
        return Der.element(
                Der.SEQUENCE,
                VERSION_0,
                Der.element(Der.SEQUENCE, EC_PUBLIC_KEY, oid),
                Der.element(Der.OCTET_STRING, sec1));
    }
}
