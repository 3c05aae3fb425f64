package org.inceptionnext.fetch.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;
import org.inceptionnext.text.PrintableText;

/**
 * A detached signature over the files of a model, that holds under a trusted key.
 *
 * <p>Format: OpenSSF Model Signing with a key, as {@code model_signing} 1.1.1 writes it (https://model.transparency.dev).
 * Not read: signatures by certificate or by Sigstore's identities, hashes other than SHA-256, files in shards.
 */
public final class ModelSignature {
    /** The usual name of the file, beside the files that it is about. */
    public static final String FILE_NAME = "model.sig";

    /** A signature of 100,000 files is smaller. */
    private static final long MAX_BYTES = 32L << 20;

    private static final int MAX_NAMES_SHOWN = 10;

    private final Statement statement;
    private final VerificationKey signer;
    private final String source;

    private ModelSignature(Statement statement, VerificationKey signer, String source) {
        this.statement = statement;
        this.signer = signer;
        this.source = source;
    }

    /**
     * Signs all files of a folder but Git's, and writes {@link #FILE_NAME} into it, in place of an older one.
     *
     * @return the file
     * @throws ModelSignatureException if a symbolic link stands among the files
     */
    public static Path sign(Path folder, SigningKey key) throws IOException {
        List<String> leftOut = new ArrayList<>(FolderFiles.LEFT_OUT);
        leftOut.add(FILE_NAME);
        Map<String, String> digests = FolderFiles.digests(folder, leftOut);
        Path absolute = folder.toAbsolutePath().normalize();
        Statement statement = Statement.of(String.valueOf(absolute.getFileName()), digests, leftOut);
        byte[] payload = statement.toBytes();
        SignatureBundle bundle = new SignatureBundle(
                Optional.of(key.verificationKey().hint()), payload, key.sign(SignatureBundle.signedBytes(payload)));
        Path file = folder.resolve(FILE_NAME);
        AtomicFile.write(file, out -> {
            ByteBuffer data = ByteBuffer.wrap(bundle.toBytes());
            while (data.hasRemaining()) {
                out.write(data);
            }
        });
        return file;
    }

    /**
     * Checks all files of a folder against its {@link #FILE_NAME}.
     *
     * @throws ModelSignatureException if there is none, it does not hold under one of the keys, or a file was changed,
     *     removed or added since
     */
    public static ModelSignature verify(Path folder, TrustedKeys trusted) throws IOException {
        return verify(folder, folder.resolve(FILE_NAME), trusted);
    }

    /**
     * Checks all files of a folder against a signature that may lie elsewhere.
     *
     * @throws ModelSignatureException as for {@link #verify(Path, TrustedKeys)}
     */
    public static ModelSignature verify(Path folder, Path signatureFile, TrustedKeys trusted) throws IOException {
        ModelSignature signature = open(read(folder, signatureFile), signatureFile.toString(), trusted);
        List<String> leftOut = new ArrayList<>(FolderFiles.LEFT_OUT);
        leftOut.addAll(signature.statement.leftOut());
        Path inside = folder.toAbsolutePath()
                .normalize()
                .relativize(signatureFile.toAbsolutePath().normalize());
        leftOut.add(inside.toString().replace('\\', '/'));
        signature.requireSame(FolderFiles.digests(folder, leftOut));
        return signature;
    }

    /**
     * Reads a signature and checks it under the keys, without looking at files yet.
     *
     * @param bytes the signature's file
     * @param source where it is from, for messages
     * @throws ModelSignatureException if it does not hold
     */
    public static ModelSignature open(byte[] bytes, String source, TrustedKeys trusted) throws ModelSignatureException {
        SignatureBundle bundle = SignatureBundle.parse(bytes, source);
        VerificationKey signer = trusted.require(bundle, source);
        return new ModelSignature(Statement.parse(bundle.payload(), source), signer, source);
    }

    private static byte[] read(Path folder, Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ModelSignatureException(
                        Reason.MALFORMED,
                        file + ": " + Files.size(file) + " bytes, allowed at most " + MAX_BYTES + ".");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw ModelSignatureException.unsigned(folder.toString());
        }
    }

    /** Returns the SHA-256 of each signed file, by its name relative to the folder. */
    public SortedMap<String, String> digests() {
        return statement.digests();
    }

    /** Returns the key that signed. */
    public VerificationKey signer() {
        return signer;
    }

    /**
     * Compares files with those that were signed.
     *
     * @param found the SHA-256 of each file that is there, by name
     * @throws ModelSignatureException if one was changed, is missing, or was added; it names them
     */
    public void requireSame(Map<String, String> found) throws ModelSignatureException {
        Map<String, String> signed = statement.digests();
        List<String> changed = signed.keySet().stream()
                .filter(name -> found.containsKey(name) && !Objects.equals(signed.get(name), found.get(name)))
                .toList();
        List<String> missing = signed.keySet().stream()
                .filter(name -> !found.containsKey(name))
                .toList();
        List<String> added = found.keySet().stream()
                .filter(name -> !signed.containsKey(name))
                .sorted(FolderFiles.ORDER)
                .toList();
        List<String> all = new ArrayList<>(changed);
        all.addAll(missing);
        all.addAll(added);
        if (!all.isEmpty()) {
            throw new ModelSignatureException(
                    Reason.OTHER_FILES,
                    source + ": the files are not those that were signed:" + told("changed", changed)
                            + told("missing", missing) + told("added", added) + " Nothing was used.",
                    all.stream().sorted(FolderFiles.ORDER).toList());
        }
    }

    private static String told(String what, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        List<String> shown =
                names.stream().limit(MAX_NAMES_SHOWN).map(PrintableText::quote).toList();
        int more = names.size() - shown.size();
        return " " + what + " " + String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "") + ".";
    }
}
