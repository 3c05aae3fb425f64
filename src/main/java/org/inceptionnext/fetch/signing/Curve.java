package org.inceptionnext.fetch.signing;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/** The curves of the format; each goes with one hash. */
enum Curve {
    P_256("secp256r1", "SHA256withECDSA"),
    P_384("secp384r1", "SHA384withECDSA"),
    P_521("secp521r1", "SHA512withECDSA");

    static final String ALLOWED = "an elliptic-curve key on P-256, P-384 or P-521";

    private final ECParameterSpec parameters;
    private final String algorithm;

    Curve(String standardName, String algorithm) {
        this.parameters = parameters(standardName);
        this.algorithm = algorithm;
    }

    /** Returns the signature algorithm's name in Java. */
    String algorithm() {
        return algorithm;
    }

    static Optional<Curve> of(ECKey key) {
        ECParameterSpec found = key.getParams();
        for (Curve curve : values()) {
            if (found.getCurve().equals(curve.parameters.getCurve())
                    && found.getGenerator().equals(curve.parameters.getGenerator())) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }

    private static ECParameterSpec parameters(String standardName) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(standardName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has this curve", e);
        }
    }
}
