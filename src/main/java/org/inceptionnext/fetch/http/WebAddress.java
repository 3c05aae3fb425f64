package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;

/** What lies at an address of the web and needs no verifying, such as a picture. */
public final class WebAddress {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int MAX_REDIRECTS = 5;

    private WebAddress() {}

    /** Returns whether a text is an address that {@link #open} takes. */
    public static boolean isOne(String argument) {
        String lower = argument.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /**
     * Opens the body of the answer.
     *
     * @return a stream that the caller closes
     * @throws IOException if it is unreachable, or anything but 200 is answered
     */
    public static InputStream open(URI address) throws IOException {
        URI uri = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            // Followed here, since Java follows none from http to https.
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("User-Agent", "inceptionnext-zoo");
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return connection.getInputStream();
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            if (status < 300 || status >= 400 || location == null) {
                throw new IOException("the server answered HTTP " + status);
            }
            uri = redirected(uri, location);
            if (!isOne(uri.toString())) {
                throw new IOException("the server redirects to " + uri.getScheme() + ":, which is not followed");
            }
        }
        throw new IOException("the server redirects more than " + MAX_REDIRECTS + " times");
    }

    private static URI redirected(URI from, String location) throws IOException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("the server redirects to what is no address: " + e.getMessage(), e);
        }
    }
}
