package org.inceptionnext.fetch.store;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.Sha256;

/** What addresses of registries gave the last time, so that they need not give it again, or can be down. */
public final class CardCache {
    private static final Gson GSON = new Gson();
    private static final String FOLDER = "registries";

    private final BlobStore store;

    /** Names the store. */
    public CardCache(Path store) {
        this.store = new BlobStore(store);
    }

    /**
     * A small file as it was received.
     *
     * @param url its address
     * @param etag by which its server knows it again; may be empty
     * @param date the day, in UTC
     * @param base64 the content
     */
    public record Kept(String url, String etag, String date, String base64) {
        /** Returns the content. */
        public byte[] content() {
            return Base64.getDecoder().decode(base64);
        }
    }

    /** Returns what an address gave, if it is here. */
    public Optional<Kept> find(URI url) {
        return read(file(store.root().resolve(FOLDER), url))
                .filter(kept -> url.toString().equals(kept.url()));
    }

    /** Returns the files of the store in which something is kept; none if nothing is. */
    public List<Path> files() throws IOException {
        return store.list(FOLDER);
    }

    /** Returns what a file of {@link #files} holds; empty if that cannot be read. */
    public Optional<Kept> read(Path file) {
        try {
            Kept kept = GSON.fromJson(Files.readString(file), Kept.class);
            boolean whole = kept != null
                    && kept.url() != null
                    && kept.etag() != null
                    && kept.date() != null
                    && kept.base64() != null
                    && kept.content() != null;
            return whole ? Optional.of(kept) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JsonParseException | IllegalArgumentException e) {
            // A cache that cannot be read is none.
            return Optional.empty();
        }
    }

    /** Keeps what an address gave, in place of what it gave before. */
    public void keep(Kept kept) throws IOException {
        byte[] json = GSON.toJson(kept).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file(store.folder(FOLDER), URI.create(kept.url())), out -> {
            ByteBuffer data = ByteBuffer.wrap(json);
            while (data.hasRemaining()) {
                out.write(data);
            }
        });
    }

    private static Path file(Path folder, URI url) {
        return folder.resolve(Sha256.of(url.toString().getBytes(StandardCharsets.UTF_8)) + ".json");
    }
}
