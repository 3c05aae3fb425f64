package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The tensor digest, version 1: one number for what a set of named tensors says, whatever file format, order of entries,
 * strides or sharing of storages it is kept in.
 *
 * <p>SHA-256 of {@code "TD1\0"}, the count, and then by UTF-8 byte order of the names: name, safetensors type name, rank,
 * dimensions, SHA-256 of the contiguous little-endian elements. Lengths, count and rank are 32-bit, dimensions 64-bit,
 * all little-endian. Nothing is cast: bits of NaN and the sign of zero count, tied tensors count one by one.
 *
 * <p>An instance collects tensors as they are loaded, so that what was digested is what was loaded; {@link #of} is for
 * tensors that stay where they are.
 */
public final class TensorDigest {
    private static final String MAGIC = "TD1\0";
    private static final String BATCH_COUNTER = "num_batches_tracked";

    /** Which tensors count. */
    public enum Profile {
        /** All of them. */
        ALL,
        /** All but {@code num_batches_tracked}, which training counts up and inference never reads. */
        INFERENCE
    }

    private record Entry(DType dtype, List<Long> shape, String sha256) {}

    private final Profile profile;
    private final TreeMap<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);

    /** Starts with no tensor. */
    public TensorDigest(Profile profile) {
        this.profile = profile;
    }

    /** Returns the digest of all tensors, 64 lower-case hexadecimal digits. */
    public static String of(Collection<? extends Tensor> tensors) throws IOException {
        return of(tensors, Profile.ALL);
    }

    /** Returns the digest of the tensors that the profile counts, 64 lower-case hexadecimal digits. */
    public static String of(Collection<? extends Tensor> tensors, Profile profile) throws IOException {
        TensorDigest digest = new TensorDigest(profile);
        for (Tensor tensor : tensors) {
            if (digest.counts(tensor)) {
                digest.add(tensor);
            }
        }
        return digest.hex();
    }

    /** Returns the SHA-256 of one tensor's contiguous little-endian elements, 64 lower-case hexadecimal digits. */
    public static String sha256(Tensor tensor) throws IOException {
        return sha256(tensor, null);
    }

    /**
     * Reads a tensor once and counts it.
     *
     * @throws IllegalArgumentException if a tensor of this name was added before
     */
    public void add(Tensor tensor) throws IOException {
        put(tensor, sha256(tensor, null));
    }

    /**
     * Writes a tensor's elements as {@link Tensor#writeTo} does, and counts what was written.
     *
     * @throws IllegalArgumentException if a tensor of this name was added before
     */
    public void addWhileWriting(Tensor tensor, WritableByteChannel out) throws IOException {
        put(tensor, sha256(tensor, out));
    }

    /** Returns the digest of the tensors added so far, 64 lower-case hexadecimal digits. */
    public String hex() {
        MessageDigest sha = newSha256();
        sha.update(MAGIC.getBytes(StandardCharsets.US_ASCII));
        sha.update(littleEndian(Integer.BYTES).putInt(entries.size()).flip());
        entries.forEach((name, entry) -> {
            updateWithLength(sha, name);
            updateWithLength(sha, entry.dtype().name().getBytes(StandardCharsets.US_ASCII));
            ByteBuffer dims = littleEndian(Integer.BYTES + entry.shape().size() * Long.BYTES);
            dims.putInt(entry.shape().size());
            entry.shape().forEach(dims::putLong);
            sha.update(dims.flip());
            sha.update(HexFormat.of().parseHex(entry.sha256()));
        });
        return HexFormat.of().formatHex(sha.digest());
    }

    private boolean counts(Tensor tensor) {
        String name = tensor.name();
        return profile == Profile.ALL || !(name.equals(BATCH_COUNTER) || name.endsWith("." + BATCH_COUNTER));
    }

    private void put(Tensor tensor, String sha256) {
        if (!counts(tensor)) {
            return;
        }
        byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
        if (entries.put(name, new Entry(tensor.dtype(), tensor.shape(), sha256)) != null) {
            throw new IllegalArgumentException("two tensors are named " + PrintableText.quote(tensor.name()));
        }
    }

    private static String sha256(Tensor tensor, @Nullable WritableByteChannel out) throws IOException {
        MessageDigest sha = newSha256();
        tensor.writeTo(new WritableByteChannel() {
            @Override
            public int write(ByteBuffer data) throws IOException {
                int length = data.remaining();
                sha.update(data.duplicate());
                if (out == null) {
                    data.position(data.limit());
                }
                while (out != null && data.hasRemaining()) {
                    out.write(data);
                }
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void updateWithLength(MessageDigest sha, byte[] bytes) {
        sha.update(littleEndian(Integer.BYTES).putInt(bytes.length).flip());
        sha.update(bytes);
    }

    private static ByteBuffer littleEndian(int sizeBytes) {
        return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
