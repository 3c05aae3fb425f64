package org.inceptionnext.fetch.signing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code model.sig}: a Sigstore bundle around a DSSE envelope with one signature.
 *
 * @param hint which key it was signed with, where the file says so
 * @param payload the statement, as the very bytes that were signed
 * @param signature DER, over {@link #signedBytes}
 */
record SignatureBundle(Optional<String> hint, byte[] payload, byte[] signature) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    /** Returns the bytes that a signature of a payload is over: DSSE's pre-authentication encoding. */
    static byte[] signedBytes(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = "DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ";
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Reads the file; what it does not know is an error, so that no byte of it can change unseen. */
    static SignatureBundle parse(byte[] file, String source) throws ModelSignatureException {
        StrictJson root = StrictJson.parse(file, source);
        root.only(Set.of("mediaType", "verificationMaterial", "dsseEnvelope"));
        root.expect("mediaType", MEDIA_TYPE);
        StrictJson material = root.object("verificationMaterial");
        material.only(Set.of("publicKey", "tlogEntries", "timestampVerificationData"));
        if (!material.has("publicKey")) {
            throw material.wrong(
                    "publicKey",
                    "nothing",
                    "a key: signatures by certificate or by Sigstore's identities are not read");
        }
        StrictJson key = material.object("publicKey");
        key.only(Set.of("hint"));
        StrictJson envelope = root.object("dsseEnvelope");
        envelope.only(Set.of("payload", "payloadType", "signatures"));
        envelope.expect("payloadType", PAYLOAD_TYPE);
        JsonArray signatures = envelope.array("signatures");
        if (signatures.size() != 1) {
            throw envelope.wrong("signatures", signatures.size() + " signatures", "one");
        }
        StrictJson signature = envelope.element("signatures", signatures.get(0));
        signature.only(Set.of("sig", "keyid"));
        if (signature.has("keyid")) {
            signature.expect("keyid", "");
        }
        Optional<String> hint = key.has("hint") ? Optional.of(key.text("hint")) : Optional.empty();
        return new SignatureBundle(
                hint.filter(text -> !text.isEmpty()), envelope.base64("payload"), signature.base64("sig"));
    }

    /** Returns the file's content, in the order in which Python writes it. */
    byte[] toBytes() {
        JsonObject key = new JsonObject();
        hint.ifPresent(text -> key.addProperty("hint", text));
        JsonObject material = new JsonObject();
        material.add("publicKey", key);
        material.add("tlogEntries", new JsonArray());
        JsonObject signed = new JsonObject();
        signed.add("sig", base64(signature));
        signed.addProperty("keyid", "");
        JsonArray signatures = new JsonArray();
        signatures.add(signed);
        JsonObject envelope = new JsonObject();
        envelope.add("payload", base64(payload));
        envelope.addProperty("payloadType", PAYLOAD_TYPE);
        envelope.add("signatures", signatures);
        JsonObject root = new JsonObject();
        root.addProperty("mediaType", MEDIA_TYPE);
        root.add("verificationMaterial", material);
        root.add("dsseEnvelope", envelope);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonElement base64(byte[] bytes) {
        return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes));
    }
}
