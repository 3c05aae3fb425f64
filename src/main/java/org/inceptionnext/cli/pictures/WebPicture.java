package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import org.inceptionnext.data.PictureException;
import org.inceptionnext.data.PictureException.Reason;

/** A picture on the web. */
final class WebPicture {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int MAX_REDIRECTS = 5;

    private WebPicture() {}

    /** Returns whether an argument is a URL that {@link #open} takes. */
    static boolean isUrl(String argument) {
        String lower = argument.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /**
     * Opens the body of the answer.
     *
     * @throws PictureException if the network is forbidden
     * @throws IOException if it is unreachable, or anything but 200 is answered
     */
    static InputStream open(URI address, boolean offline) throws IOException {
        if (offline) {
            throw new PictureException(
                    address.toString(), Reason.NO_NETWORK, "an address, and --offline forbids the network");
        }
        URI uri = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            // Followed here, since Java follows none from http to https.
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("User-Agent", "inx");
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
            if (!isUrl(uri.toString())) {
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
