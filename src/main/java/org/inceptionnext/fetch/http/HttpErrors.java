package org.inceptionnext.fetch.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpTransport.Answer;

/** What a status that is no success means, and what helps. */
public final class HttpErrors {
    private HttpErrors() {}

    /**
     * Returns the failure that stands for an answer.
     *
     * @param asked the address that was asked first
     */
    public static TransferException failure(Answer answer, URI asked) {
        int status = answer.status();
        String where = "HTTP status " + status + " from " + answer.uri().getHost();
        boolean elsewhere = !asked.getHost().equals(answer.uri().getHost());
        if (elsewhere && (status == 403 || status == 401 || status == 400 || status == 410)) {
            return new TransferException(Cure.AGAIN, where + ": the signed address has expired or was refused");
        }
        return switch (status) {
            case 401, 403 ->
                new TransferException(
                        Cure.OTHER_SOURCE,
                        where
                                + ": access refused. If the repository asks for it, set HF_TOKEN; behind a proxy, ask who runs it");
            case 404, 410 -> new TransferException(Cure.OTHER_SOURCE, where + ": no such file there");
            case 407 -> new TransferException(Cure.OTHER_HOST, where + ": the proxy wants a name and password");
            case 408, 429, 500, 502, 503, 504 -> new TransferException(Cure.AGAIN, where, retryAfter(answer));
            default -> new TransferException(status >= 500 ? Cure.AGAIN : Cure.OTHER_SOURCE, where);
        };
    }

    /** Reads {@code Retry-After}: seconds, or a date. */
    static Duration retryAfter(Answer answer) {
        String value = answer.header("Retry-After").strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(Instant.now(), until);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
