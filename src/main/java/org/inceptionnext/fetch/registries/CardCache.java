package org.inceptionnext.fetch.registries;

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
import java.util.Optional;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.store.BlobStore;

/** What addresses of registries gave the last time, so that they need not give it again, or can be down. */
final class CardCache {
    private static final Gson GSON = new Gson();

    private final BlobStore store;

    CardCache(Path store) {
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
    record Kept(String url, String etag, String date, String base64) {
        byte[] content() {
            return Base64.getDecoder().decode(base64);
        }
    }

    Optional<Kept> find(URI url) {
        try {
            Kept kept = GSON.fromJson(Files.readString(file(store.root().resolve("registries"), url)), Kept.class);
            boolean whole = kept != null
                    && url.toString().equals(kept.url())
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

    void keep(Kept kept) throws IOException {
        byte[] json = GSON.toJson(kept).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file(store.folder("registries"), URI.create(kept.url())), out -> {
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
