package org.inceptionnext.fetch.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.IntegrityLevel;
import org.inceptionnext.fetch.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * {@code weights.lock}: which file each address gave when it was first used. An address that gives another file later is
 * an error until a person accepts the change, whatever may be right about it.
 */
public final class WeightsLock {
    private static final int VERSION = 1;
    private static final Duration RECORD_WAIT = Duration.ofSeconds(30);
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** What a file of a repository may be called, so that it lies in the folder that is made for it. */
    public static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,150}");

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path file;

    /**
     * What was received.
     *
     * @param url the address
     * @param model the card's name
     * @param sizeBytes the file's size
     * @param sha256 the file's SHA-256
     * @param tensorDigest the digest of its tensors, version 1
     * @param level how far it was verified then
     * @param source who stated what it was verified against, or how it came here
     * @param date the day, in UTC: {@code 2026-11-25}
     */
    public record Entry(
            String url,
            String model,
            long sizeBytes,
            String sha256,
            String tensorDigest,
            @SerializedName("rung") IntegrityLevel level,
            String source,
            String date) {

        boolean isUsable() {
            return url != null
                    && model != null
                    && sha256 != null
                    && SHA_256.matcher(sha256).matches()
                    && tensorDigest != null
                    && SHA_256.matcher(tensorDigest).matches()
                    && level != null
                    && source != null
                    && date != null;
        }
    }

    /**
     * Which commit a repository's revision was when it was first used, and what was taken of it.
     *
     * @param address {@code hf://OWNER/NAME@REVISION}, as it was asked for
     * @param commit 40 hexadecimal digits
     * @param files what was taken
     * @param date the day, in UTC
     */
    public record Repository(String address, String commit, List<RepositoryFile> files, String date) {
        boolean isUsable() {
            return address != null
                    && commit != null
                    && COMMIT.matcher(commit).matches()
                    && files != null
                    && !files.isEmpty()
                    && files.stream().allMatch(file -> file != null && file.isUsable())
                    && date != null;
        }
    }

    /**
     * A file of a repository.
     *
     * @param name its name there, without folders
     * @param source who stated what it was verified against
     */
    public record RepositoryFile(
            String name,
            long sizeBytes,
            String sha256,
            @SerializedName("rung") IntegrityLevel level,
            String source) {
        boolean isUsable() {
            return name != null
                    && FILE_NAME.matcher(name).matches()
                    && sha256 != null
                    && SHA_256.matcher(sha256).matches()
                    && level != null
                    && source != null;
        }
    }

    /**
     * A file that a user named by its address, for which there is no card.
     *
     * @param level how far it was verified when it came
     * @param source who stated what it was verified against
     * @param date the day, in UTC
     */
    public record Address(
            String url,
            long sizeBytes,
            String sha256,
            @SerializedName("rung") IntegrityLevel level,
            String source,
            String date) {
        boolean isUsable() {
            return url != null
                    && sha256 != null
                    && SHA_256.matcher(sha256).matches()
                    && level != null
                    && source != null
                    && date != null;
        }
    }

    private record Document(
            int version,
            @Nullable List<Entry> entries,
            @Nullable List<Repository> repositories,
            @Nullable List<Address> addresses) {
        boolean isUsable() {
            return version == VERSION
                    && entries != null
                    && entries.stream().allMatch(entry -> entry != null && entry.isUsable())
                    && (repositories == null || repositories.stream().allMatch(one -> one != null && one.isUsable()))
                    && (addresses == null || addresses.stream().allMatch(one -> one != null && one.isUsable()));
        }
    }

    /** Names the file; it need not exist. */
    public WeightsLock(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** Returns what is recorded of an address. */
    public Optional<Entry> find(String url) throws IOException {
        return entries().stream().filter(entry -> entry.url().equals(url)).findFirst();
    }

    /** Returns what is recorded of a repository. */
    public Optional<Repository> findRepository(String address) throws IOException {
        return repositories().stream()
                .filter(one -> one.address().equals(address))
                .findFirst();
    }

    /**
     * Returns all repositories that are recorded, by address.
     *
     * @throws FetchException if the file is not one of ours
     */
    public List<Repository> repositories() throws IOException {
        List<Repository> repositories = read().repositories();
        return repositories == null ? List.of() : repositories;
    }

    /**
     * Returns all single files that are recorded, by address.
     *
     * @throws FetchException if the file is not one of ours: what it recorded must not be forgotten silently
     */
    public List<Entry> entries() throws IOException {
        List<Entry> entries = read().entries();
        return entries == null ? List.of() : entries;
    }

    /** Returns what is recorded of an address that a user named. */
    public Optional<Address> findAddress(String url) throws IOException {
        return addresses().stream().filter(one -> one.url().equals(url)).findFirst();
    }

    /**
     * Returns all files that a user named by their addresses, by address.
     *
     * @throws FetchException if the file is not one of ours
     */
    public List<Address> addresses() throws IOException {
        List<Address> addresses = read().addresses();
        return addresses == null ? List.of() : addresses;
    }

    private Document read() throws IOException {
        if (Files.isDirectory(file)) {
            throw new StoreException(file + " is a folder, where a weights.lock is to be. Name a file.", null);
        }
        try {
            Document document = GSON.fromJson(Files.readString(file), Document.class);
            if (document != null && document.isUsable()) {
                return document;
            }
        } catch (NoSuchFileException e) {
            return new Document(VERSION, List.of(), null, null);
        } catch (FileSystemException e) {
            throw BlobStore.unusable(file, e);
        } catch (JsonParseException | java.nio.charset.MalformedInputException e) {
            // Said below.
        }
        throw new FetchException(file + " is no weights.lock of version " + VERSION
                + ". Restore it (it belongs under version control in a project), or remove it to trust anew.");
    }

    /** Records what an address gave, in place of what it gave before. The caller keeps others out. */
    public void put(Entry entry) throws IOException {
        Document document = read();
        List<Entry> entries = new ArrayList<>(entries());
        entries.removeIf(other -> other.url().equals(entry.url()));
        entries.add(entry);
        entries.sort(Comparator.comparing(Entry::url));
        write(new Document(VERSION, entries, document.repositories(), document.addresses()));
    }

    /** Records a repository, in place of what was recorded of its address. The caller keeps others out. */
    public void put(Repository repository) throws IOException {
        Document document = read();
        List<Repository> repositories = new ArrayList<>(repositories());
        repositories.removeIf(other -> other.address().equals(repository.address()));
        repositories.add(repository);
        repositories.sort(Comparator.comparing(Repository::address));
        write(new Document(VERSION, document.entries(), repositories, document.addresses()));
    }

    /** Records a file that a user named, in place of what was recorded of its address. The caller keeps others out. */
    public void put(Address address) throws IOException {
        Document document = read();
        List<Address> addresses = new ArrayList<>(addresses());
        addresses.removeIf(other -> other.url().equals(address.url()));
        addresses.add(address);
        addresses.sort(Comparator.comparing(Address::url));
        write(new Document(VERSION, document.entries(), document.repositories(), addresses));
    }

    /** Something that is written into the record. */
    @FunctionalInterface
    public interface Entering {
        void run() throws IOException;
    }

    /** Writes into the record while others are kept out. */
    public void recording(BlobStore store, Entering entering) throws IOException {
        Path lockFile = store.folder("locks").resolve("weights.lock");
        try (StoreLock held = StoreLock.acquire(lockFile, RECORD_WAIT, () -> 0, FetchListener.SILENT)) {
            held.run(exclusive -> {
                entering.run();
                return exclusive;
            });
        }
    }

    private void write(Document document) throws IOException {
        byte[] json = (GSON.toJson(document) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            AtomicFile.write(file, out -> {
                ByteBuffer data = ByteBuffer.wrap(json);
                while (data.hasRemaining()) {
                    out.write(data);
                }
            });
        } catch (IOException e) {
            throw BlobStore.unusable(file, e);
        }
    }
}
