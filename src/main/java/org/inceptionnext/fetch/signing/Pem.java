package org.inceptionnext.fetch.signing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM text.
 *
 * @param type what stands between {@code -----BEGIN} and the dashes
 * @param der the content
 */
record Pem(String type, byte[] der) {
    private static final int COLUMNS = 64;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s*([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** Returns the first block of a kind that is wanted. */
    static Optional<Pem> find(String text, Pattern types) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (types.matcher(block.group(1)).matches()) {
                try {
                    byte[] der = Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
                    return Optional.of(new Pem(block.group(1), der));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the text as OpenSSL writes it: 64 columns, LF, a line feed at the end. */
    String text() {
        String body = Base64.getMimeEncoder(COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
