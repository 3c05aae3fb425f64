package org.inceptionnext.testing;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Golden data among the test resources. */
public final class GoldenResource {

    private GoldenResource() {}

    /**
     * Reads {@code golden/<name>.json.gz}.
     *
     * @param name such as {@code network/pico.golden}
     */
    public static <T> T read(String name, Class<T> type) {
        return read(name, TypeToken.get(type));
    }

    /** The same for a type with parameters. */
    public static <T> T read(String name, TypeToken<T> type) {
        String resource = "/golden/" + name + ".json.gz";
        try (InputStream stream = GoldenResource.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no test resource " + resource);
            }
            Reader reader = new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8);
            return new Gson().fromJson(reader, type);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
