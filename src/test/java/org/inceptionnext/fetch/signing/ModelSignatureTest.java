package org.inceptionnext.fetch.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that Python's model_signing 1.1.1 made verify here (fixtures); ours there: bench/interop/signing. */
class ModelSignatureTest {
    private static final Path FIXTURES = Path.of("src/test/resources/signing");

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void copyTheModel() throws IOException {
        model = folder.resolve("model");
        try (Stream<Path> files = Files.walk(FIXTURES.resolve("model"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(FIXTURES.relativize(file).toString()));
            }
        }
    }

    private static VerificationKey publicKey(String name) throws IOException {
        return VerificationKey.read(FIXTURES.resolve(name + ".pub.pem"));
    }

    private static SigningKey privateKey(String name) throws IOException {
        return SigningKey.read(FIXTURES.resolve(name + ".pem"));
    }

    private static TrustedKeys trusted(String name) throws IOException {
        return TrustedKeys.of(publicKey(name));
    }

    private void signByPython(String name) throws IOException {
        Files.copy(FIXTURES.resolve(name + ".sig"), model.resolve("model.sig"));
    }

    private ModelSignatureException refused(TrustedKeys keys) {
        return catchThrowableOfType(ModelSignatureException.class, () -> ModelSignature.verify(model, keys));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void signatureOfPythonHoldsAndNamesItsFiles(String curve) throws IOException {
        signByPython(curve);
        ModelSignature signature = ModelSignature.verify(model, trusted(curve));
        assertThat(signature.digests().keySet()).containsExactly(".hidden/x", "a/b", "a.txt", "config.json", "empty");
        assertThat(signature.signer().hint()).isEqualTo(publicKey(curve).hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521", "p256.sec1"})
    void whatIsSignedHereHoldsHere(String key) throws IOException {
        Path signature = ModelSignature.sign(model, privateKey(key));
        assertThat(signature).isEqualTo(model.resolve("model.sig"));
        assertThat(Files.readString(signature)).doesNotContain("\n").startsWith("{\"mediaType\":");
        ModelSignature verified = ModelSignature.verify(model, trusted(key.replace(".sec1", "")));
        assertThat(verified.digests()).hasSize(5);
    }

    @Test
    void statementListsWhatPythonListsInItsOrder() throws IOException {
        byte[] python = SignatureBundle.parse(Files.readAllBytes(FIXTURES.resolve("p256.sig")), "p256.sig")
                .payload();
        ModelSignature.sign(model, privateKey("p256"));
        byte[] ours = SignatureBundle.parse(Files.readAllBytes(model.resolve("model.sig")), "model.sig")
                .payload();
        assertThat(Statement.parse(ours, "ours").digests())
                .isEqualTo(Statement.parse(python, "Python's").digests());
        assertThat(Statement.parse(ours, "ours").model()).isEqualTo("model");
        String text = new String(ours, StandardCharsets.UTF_8);
        assertThat(text).containsSubsequence("\"a/b\"", "\"a.txt\"");
    }

    @Test
    void keysOfOpensslHaveTheHintThatPythonWrites() throws IOException {
        for (String curve : List.of("p256", "p384", "p521")) {
            byte[] file = Files.readAllBytes(FIXTURES.resolve(curve + ".sig"));
            assertThat(SignatureBundle.parse(file, curve).hint())
                    .contains(publicKey(curve).hint());
            assertThat(privateKey(curve).verificationKey().pem())
                    .isEqualTo(Files.readString(FIXTURES.resolve(curve + ".pub.pem")));
        }
    }

    @Test
    void changedMissingAndAddedFilesAreNamed() throws IOException {
        signByPython("p256");
        Files.writeString(model.resolve("config.json"), "{}");
        Files.delete(model.resolve("a/b"));
        Files.writeString(model.resolve("a/new"), "added");
        ModelSignatureException refused = refused(trusted("p256"));
        assertThat(refused.reason()).isEqualTo(Reason.OTHER_FILES);
        assertThat(refused.files()).containsExactly("a/b", "a/new", "config.json");
        assertThat(refused)
                .hasMessage(model.resolve("model.sig") + ": the files are not those that were signed:"
                        + " changed 'config.json'. missing 'a/b'. added 'a/new'. Nothing was used.");
    }

    @Test
    void ofManyAddedFilesTenAreShown() throws IOException {
        signByPython("p256");
        for (int i = 0; i < 13; i++) {
            Files.writeString(model.resolve("new" + i), "");
        }
        ModelSignatureException refused = refused(trusted("p256"));
        assertThat(refused.files()).hasSize(13);
        assertThat(refused).hasMessageContaining("'new6' and 3 more.");
    }

    @Test
    void renamedFolderGitFilesAndEmptyFoldersPass() throws IOException {
        signByPython("p256");
        Path renamed = Files.move(model, folder.resolve("renamed"));
        Files.createDirectories(renamed.resolve("nothing in it"));
        Files.createDirectories(renamed.resolve(".github"));
        Files.writeString(renamed.resolve(".github/workflow"), "");
        Files.writeString(renamed.resolve(".gitattributes"), "");
        assertThatCode(() -> ModelSignature.verify(renamed, trusted("p256"))).doesNotThrowAnyException();
    }

    @Test
    void oneFlippedBitAnywhereIsFound() throws IOException {
        Random random = new Random(18);
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 19; i++) {
            byte[] content = new byte[1 + random.nextInt(5000)];
            random.nextBytes(content);
            Files.write(many.resolve("file" + i), content);
        }
        ModelSignature.sign(many, privateKey("p384"));
        TrustedKeys keys = trusted("p384");
        List<Path> files;
        try (Stream<Path> all = Files.list(many)) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(20).contains(many.resolve("model.sig"));
        int found = 0;
        for (Path file : files) {
            byte[] right = Files.readAllBytes(file);
            byte[] wrong = right.clone();
            int bit = random.nextInt(8 * right.length);
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, wrong);
            ModelSignatureException refused =
                    catchThrowableOfType(ModelSignatureException.class, () -> ModelSignature.verify(many, keys));
            assertThat(refused).as("bit %s of %s", bit, file).isNotNull();
            if (!file.endsWith("model.sig")) {
                assertThat(refused.files()).containsExactly(file.getFileName().toString());
            }
            found++;
            Files.write(file, right);
        }
        assertThat(found).isEqualTo(20);
        assertThatCode(() -> ModelSignature.verify(many, keys)).doesNotThrowAnyException();
    }

    @Test
    void everyByteOfTheSignatureFileCounts() throws IOException {
        byte[] right = Files.readAllBytes(FIXTURES.resolve("p256.sig"));
        TrustedKeys keys = trusted("p256");
        List<Integer> passed = new ArrayList<>();
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= (byte) (1 << i % 7);
            try {
                ModelSignature.open(wrong, "flipped", keys);
                passed.add(i);
            } catch (ModelSignatureException e) {
                // As it should be.
                continue;
            }
        }
        assertThat(passed).isEmpty();
    }

    @Test
    void unsignedFolderIsRefused() throws IOException {
        ModelSignatureException refused = refused(trusted("p256"));
        assertThat(refused.reason()).isEqualTo(Reason.UNSIGNED);
        assertThat(refused)
                .hasMessage(model + " is not signed (it has no model.sig), but a key is trusted for it."
                        + " Ask its publisher to sign it.");
    }

    @Test
    void whileKeysChangeBothAreTrusted() throws IOException {
        TrustedKeys both = TrustedKeys.of(publicKey("p256"), publicKey("p521"));
        for (String signer : List.of("p256", "p521")) {
            ModelSignature.sign(model, privateKey(signer));
            assertThat(ModelSignature.verify(model, both).signer().hint())
                    .isEqualTo(publicKey(signer).hint());
        }
    }

    @Test
    void keyThatIsNotTrustedIsNamedByItsHint() throws IOException {
        signByPython("p384");
        ModelSignatureException refused = refused(trusted("p256"));
        assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED_KEY);
        assertThat(refused)
                .hasMessageContaining("signed with the key " + publicKey("p384").hint() + ", trusted are ["
                        + publicKey("p256").hint() + "].");
    }

    @Test
    void revokedKeyIsRefusedEvenIfItIsTrustedToo() throws IOException {
        signByPython("p256");
        TrustedKeys keys = new TrustedKeys(List.of(publicKey("p256"), publicKey("p384")), List.of(publicKey("p256")));
        ModelSignatureException refused = refused(keys);
        assertThat(refused.reason()).isEqualTo(Reason.REVOKED_KEY);
        assertThat(refused).hasMessageContaining(publicKey("p256").hint() + ", which is revoked.");
    }

    @Test
    void hintOfATrustedKeyOverTheSignatureOfAnotherIsRefused() throws IOException {
        SignatureBundle other = SignatureBundle.parse(Files.readAllBytes(FIXTURES.resolve("p384.sig")), "p384.sig");
        SignatureBundle mislabelled =
                new SignatureBundle(Optional.of(publicKey("p256").hint()), other.payload(), other.signature());
        Files.write(model.resolve("model.sig"), mislabelled.toBytes());
        ModelSignatureException refused = refused(trusted("p256"));
        assertThat(refused.reason()).isEqualTo(Reason.WRONG_SIGNATURE);
        assertThat(refused)
                .hasMessageContaining(
                        "not a signature by the key " + publicKey("p256").hint());
    }

    @Test
    void signatureWithoutHintIsTriedUnderEveryKey() throws IOException {
        SignatureBundle bundle = SignatureBundle.parse(Files.readAllBytes(FIXTURES.resolve("p384.sig")), "p384.sig");
        SignatureBundle silent = new SignatureBundle(Optional.empty(), bundle.payload(), bundle.signature());
        Files.write(model.resolve("model.sig"), silent.toBytes());
        TrustedKeys both = TrustedKeys.of(publicKey("p256"), publicKey("p384"));
        assertThat(ModelSignature.verify(model, both).signer().hint())
                .isEqualTo(publicKey("p384").hint());
        assertThat(refused(trusted("p256")).reason()).isEqualTo(Reason.WRONG_SIGNATURE);
        TrustedKeys revoked = new TrustedKeys(both.keys(), List.of(publicKey("p384")));
        assertThat(refused(revoked).reason()).isEqualTo(Reason.WRONG_SIGNATURE);
    }

    @Test
    void otherHashesAndShardsAreRefusedByName() throws IOException {
        signByPython("shards");
        assertThat(refused(trusted("p256")))
                .hasMessageContaining("serialization: method: found 'shards', allowed 'files'");
        Files.delete(model.resolve("model.sig"));
        signByPython("blake2b");
        assertThat(refused(trusted("p256"))).hasMessageContaining("algorithm: found 'blake2b', allowed 'sha256'");
    }

    @Test
    void rootThatIsNotThatOfTheListIsRefused() throws IOException {
        Statement statement = Statement.of("m", Map.of("a", "0".repeat(64)), List.of());
        String payload = new String(statement.toBytes(), StandardCharsets.UTF_8)
                .replace("\"digest\": \"" + "0".repeat(64), "\"digest\": \"" + "1".repeat(64));
        SigningKey key = privateKey("p256");
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        SignatureBundle bundle =
                new SignatureBundle(Optional.empty(), bytes, key.sign(SignatureBundle.signedBytes(bytes)));
        assertThatThrownBy(() -> ModelSignature.open(bundle.toBytes(), "model.sig", trusted("p256")))
                .isInstanceOf(ModelSignatureException.class)
                .hasMessageContaining("the digest of the list");
    }

    @Test
    void symbolicLinkIsRefusedByName() throws IOException {
        Files.createSymbolicLink(model.resolve("link"), model.resolve("a.txt"));
        assertThatThrownBy(() -> ModelSignature.sign(model, privateKey("p256")))
                .isInstanceOf(ModelSignatureException.class)
                .hasMessageContaining("'link' is a symbolic link or no file");
        assertThat(model.resolve("model.sig")).doesNotExist();
    }

    @Test
    void keysOfOtherKindsAreRefusedWithWhatToDo() throws IOException {
        assertThatThrownBy(() -> privateKey("p256.encrypted"))
                .isInstanceOf(ModelSignatureException.class)
                .hasMessageContaining("found a key under a password (openssl pkcs8 -in");
        assertThatThrownBy(() -> privateKey("ed25519"))
                .hasMessageContaining("allowed is an elliptic-curve key on P-256");
        assertThatThrownBy(() -> publicKey("ed25519"))
                .hasMessageContaining("allowed is an elliptic-curve key on P-256");
        assertThatThrownBy(() -> VerificationKey.read(FIXTURES.resolve("p256.pem")))
                .hasMessageContaining("openssl pkey -in PRIVATE.pem -pubout");
        assertThatThrownBy(() -> SigningKey.read(FIXTURES.resolve("p256.pub.pem")))
                .hasMessageContaining("no -----BEGIN PRIVATE KEY-----");
    }

    @Test
    void orderIsByPathComponentsAndCodePoints() {
        TreeMap<String, String> sorted = new TreeMap<>(FolderFiles.ORDER);
        // U+1F600 stands after U+FF5E, but its first UTF-16 unit before.
        List.of("a.txt", "\ud83d\ude00", "b", "a/b", "\uff5e", "a/b.c/d", "a/b/c")
                .forEach(name -> sorted.put(name, ""));
        assertThat(sorted.keySet()).containsExactly("a/b", "a/b/c", "a/b.c/d", "a.txt", "b", "\uff5e", "\ud83d\ude00");
    }
}
