package org.inceptionnext.djl.pictures;

import ai.djl.modality.Input;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.data.Picture;
import org.inceptionnext.fetch.http.WebAddress;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * The readers, by input type. All but those for pictures in memory see the encoded bytes first: DJL's own pre-processors let
 * ImageIO decode before a translator is asked, which applies colour profiles and accepts truncated files.
 */
public final class PictureReaders {
    /**
     * From what a user hands in to pixels.
     *
     * @param <I> the type that is handed in
     */
    @FunctionalInterface
    public interface PictureReader<I> {
        /**
         * Reads one picture.
         *
         * @param scope for native memory that is needed on the way; closed by the caller
         * @throws IOException if it cannot be read, or is no picture
         * @throws TranslateException if it says in no known way where the picture is
         */
        Pixels read(I input, NDManager scope) throws IOException, TranslateException;
    }

    private static final int MAX_ENCODED_BYTES = Picture.MAX_BYTES;
    private static final Pattern URL_WITH_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

    private final DecodeOptions options;
    private final Map<Class<?>, PictureReader<?>> readers = new LinkedHashMap<>();

    /** Makes the readers; encoded pictures are decoded with these options. */
    public PictureReaders(DecodeOptions options) {
        this.options = options;
        register(Image.class, PictureReaders::fromImage);
        register(BufferedImage.class, (image, scope) -> ImageDecoder.storedSamples(image));
        register(byte[].class, (bytes, scope) -> decode(bytes, "byte[]"));
        register(File.class, (file, scope) -> fromPath(file.toPath()));
        register(Path.class, (path, scope) -> fromPath(path));
        register(URL.class, (url, scope) -> fromUrl(url));
        register(String.class, (text, scope) -> fromText(text));
        register(InputStream.class, (in, scope) -> decode(readAll(in, "stream"), "stream"));
        register(Input.class, (input, scope) -> fromRequest(input));
    }

    private <I> void register(Class<I> type, PictureReader<I> reader) {
        readers.put(type, reader);
    }

    /** Returns the types that can be read. */
    public static Set<Class<?>> types() {
        return new PictureReaders(DecodeOptions.DEFAULT).readers.keySet();
    }

    /** Returns the reader of a type, if there is one. */
    @SuppressWarnings("unchecked") // register() puts a PictureReader<I> under Class<I>
    public <I> Optional<PictureReader<I>> reader(Class<I> type) {
        return Optional.ofNullable((PictureReader<I>) readers.get(type));
    }

    private Pixels decode(byte[] bytes, String source) throws IOException {
        return ImageDecoder.decode(bytes, source, options);
    }

    /** A picture that some factory has decoded: its stored samples. What that decoding lost stays lost. */
    private static Pixels fromImage(Image image, NDManager scope) throws IOException {
        if (image.getWrappedImage() instanceof BufferedImage buffered) {
            return ImageDecoder.storedSamples(buffered);
        }
        try (NDArray rgb = image.toNDArray(scope, Image.Flag.COLOR)) {
            return new Pixels(image.getWidth(), image.getHeight(), rgb.toByteArray());
        }
    }

    private Pixels fromPath(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such picture");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return decode(readAll(in, path.toString()), path.toString());
        }
    }

    private Pixels fromUrl(URL url) throws IOException {
        try (InputStream in = WebAddress.isOne(url.toString()) ? WebAddress.open(uri(url)) : url.openStream()) {
            return decode(readAll(in, url.toString()), url.toString());
        }
    }

    /** A path, a URL, or a {@code data:} URL. */
    private Pixels fromText(String text) throws IOException, TranslateException {
        if (text.regionMatches(true, 0, "data:", 0, 5)) {
            return fromDataUrl(text);
        }
        return URL_WITH_SCHEME.matcher(text).matches() ? fromUrl(url(text)) : fromPath(Path.of(text));
    }

    private Pixels fromRequest(Input input) throws IOException, TranslateException {
        BytesSupplier data = input.getData();
        if (data == null) {
            throw new TranslateException("the request has no content; allowed are the bytes of a picture");
        }
        String type = input.getProperty("Content-Type", "").split(";", 2)[0].strip();
        return type.equalsIgnoreCase("application/json")
                ? fromRemoteText(imageUrl(data.getAsString()))
                : decode(data.getAsBytes(), "request");
    }

    /** What a stranger may name: never a file of this machine, which DJL's own translator would open. */
    private Pixels fromRemoteText(String url) throws IOException, TranslateException {
        String scheme = url.substring(0, Math.max(url.indexOf(':'), 0)).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> fromUrl(url(url));
            case "data" -> fromDataUrl(url);
            default -> throw new TranslateException("image_url: allowed are http:, https: and data: URLs");
        };
    }

    private static String imageUrl(String json) throws TranslateException {
        try {
            JsonElement request = JsonUtils.GSON.fromJson(json, JsonElement.class);
            if (request != null && request.isJsonObject()) {
                JsonElement url = request.getAsJsonObject().get("image_url");
                if (url != null && url.isJsonPrimitive()) {
                    return url.getAsString();
                }
            }
        } catch (JsonParseException e) {
            throw new TranslateException("the request is not JSON, though its Content-Type says so", e);
        }
        throw new TranslateException("the request has no \"image_url\"; a JSON request is {\"image_url\": \"...\"}");
    }

    private Pixels fromDataUrl(String url) throws IOException, TranslateException {
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            throw new TranslateException("a data: URL of a picture is data:image/TYPE;base64,BYTES");
        }
        try {
            return decode(Base64.getMimeDecoder().decode(url.substring(comma + 1)), "data: URL");
        } catch (IllegalArgumentException e) {
            throw new TranslateException("the data: URL is not base64", e);
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("not a URL: " + e.getMessage(), e);
        }
    }

    private static URL url(String text) throws TranslateException, IOException {
        try {
            return URI.create(text).toURL();
        } catch (IllegalArgumentException e) {
            throw new TranslateException("not a URL: " + e.getMessage(), e);
        }
    }

    private static byte[] readAll(InputStream in, String source) throws IOException {
        byte[] bytes = in.readNBytes(MAX_ENCODED_BYTES + 1);
        if (bytes.length > MAX_ENCODED_BYTES) {
            throw new IOException(
                    source + ": longer than " + MAX_ENCODED_BYTES + " bytes, the most that is read of a picture");
        }
        return bytes;
    }
}
