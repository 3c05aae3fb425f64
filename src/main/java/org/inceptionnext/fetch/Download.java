package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpErrors;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.fetch.http.RemoteFile;
import org.inceptionnext.fetch.http.Retries;
import org.inceptionnext.fetch.http.Timeouts;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Brings one published file into a partial file: continues where an earlier start broke off, if the server says that it is
 * still the same file, and lets nothing pass that is not what was expected.
 */
final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final HttpTransport transport;
    private final Timeouts timeouts;
    private final FetchListener listener;
    private final PartialFile partial;

    Download(HttpTransport transport, Timeouts timeouts, FetchListener listener, PartialFile partial) {
        this.transport = transport;
        this.timeouts = timeouts;
        this.listener = listener;
        this.partial = partial;
    }

    /**
     * Loads the file, trying again while that helps.
     *
     * @return the SHA-256 of what was received, which is the expected one if there is one
     * @throws TransferException if this address does not give the file
     * @throws IntegrityException if it gives another file
     */
    String run(RemoteFile file, Expectation expected) throws IOException {
        return new Retries(timeouts.backoff(), listener).run(partial::sizeBytes, () -> once(file, expected));
    }

    private String once(RemoteFile file, Expectation expected) throws IOException {
        OptionalLong stated =
                expected.sizeBytes().map(Size::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
        if (stated.isEmpty() || partial.sizeBytes() != stated.getAsLong()) {
            receive(file, expected);
        }
        if (stated.isPresent() && partial.sizeBytes() != stated.getAsLong()) {
            throw expected.otherSize(received(expected), Long.toString(partial.sizeBytes()));
        }
        String actual = partial.finish();
        if (expected.sha256().isEmpty() || actual.equals(expected.sha256().get().hex())) {
            return actual;
        }
        if (partial.isContinued()) {
            partial.restart("");
            throw new TransferException(Cure.AGAIN, "the parts do not make the published file; loading it whole");
        }
        throw expected.otherHash(received(expected), actual);
    }

    private void receive(RemoteFile file, Expectation expected) throws IOException {
        Map<String, String> headers = new HashMap<>(file.headers());
        if (partial.validator().isEmpty()) {
            partial.restart("");
        }
        if (partial.sizeBytes() > 0) {
            headers.put("Range", "bytes=" + partial.sizeBytes() + "-");
            headers.put("If-Range", partial.validator());
        }
        try (Answer answer = transport.ask(Question.get(file.url(), headers, file.redirects()))) {
            OptionalLong total = switch (answer.status()) {
                case 200 -> beginAnew(answer);
                case 206 -> proceed(answer);
                case 416 -> throw unusableRest("the server has no more of it");
                default -> throw HttpErrors.failure(answer, file.url());
            };
            requirePlain(answer);
            requireSize(expected, total);
            requireSpace(total);
            copy(answer, expected, total);
        }
    }

    private OptionalLong beginAnew(Answer answer) throws IOException {
        partial.restart(strongETag(answer));
        String length = answer.header("Content-Length");
        return LENGTH.matcher(length).matches() ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    private OptionalLong proceed(Answer answer) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range"));
        if (!range.matches() || Long.parseLong(range.group(1)) != partial.sizeBytes()) {
            throw unusableRest("the server sent another part than was asked for");
        }
        if (!strongETag(answer).equals(partial.validator())) {
            throw unusableRest("the file has changed since");
        }
        partial.proceed();
        return OptionalLong.of(Long.parseLong(range.group(3)));
    }

    private TransferException unusableRest(String reason) throws IOException {
        partial.restart("");
        return new TransferException(Cure.AGAIN, "what was loaded before cannot be continued: " + reason);
    }

    /** A weak ETag does not promise equal bytes. */
    private static String strongETag(Answer answer) {
        String tag = answer.header("ETag");
        return tag.startsWith("\"") ? tag : "";
    }

    private void requirePlain(Answer answer) throws IOException {
        String encoding = answer.header("Content-Encoding");
        String type = answer.header("Content-Type");
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            partial.restart("");
            throw new TransferException(
                    Cure.OTHER_SOURCE,
                    answer.uri().getHost() + " sent the file encoded as " + PrintableText.quote(encoding)
                            + ", which was not asked for");
        }
        if (type.regionMatches(true, 0, "text/html", 0, "text/html".length())) {
            throw webPage(answer);
        }
    }

    private TransferException webPage(Answer answer) throws IOException {
        partial.restart("");
        return new TransferException(
                Cure.OTHER_SOURCE,
                answer.uri().getHost() + " sent a web page instead of the file. A captive portal or a proxy does this:"
                        + " open the address in a browser and see what it says");
    }

    private void requireSize(Expectation expected, OptionalLong total) throws IOException {
        if (total.isEmpty()) {
            return;
        }
        Optional<Size> stated = expected.sizeBytes();
        if (stated.isPresent() && total.getAsLong() != stated.get().bytes()) {
            throw expected.otherSize(received(expected), Long.toString(total.getAsLong()));
        }
        if (total.getAsLong() > expected.mostBytes()) {
            throw expected.otherSize(received(expected), Long.toString(total.getAsLong()));
        }
    }

    private void requireSpace(OptionalLong total) throws IOException {
        long needed = total.orElse(0) - partial.sizeBytes();
        long usable = Files.getFileStore(partial.path()).getUsableSpace();
        if (needed > usable) {
            throw new StoreException(
                    partial.path() + ": " + needed + " bytes are still to be written, but only " + usable
                            + " are free there. " + BlobStore.OTHER_PLACE,
                    null);
        }
    }

    private void copy(Answer answer, Expectation expected, OptionalLong total) throws IOException {
        Speed speed = new Speed(timeouts);
        while (true) {
            ByteBuffer bytes = next(answer, speed);
            if (bytes == null) {
                break;
            }
            if (partial.sizeBytes() == 0 && bytes.hasRemaining() && bytes.get(bytes.position()) == '<') {
                throw webPage(answer);
            }
            if (partial.sizeBytes() + bytes.remaining() > expected.mostBytes()) {
                throw expected.otherSize(received(expected), "more than " + expected.mostBytes());
            }
            speed.count(bytes.remaining());
            write(bytes);
            listener.progress(expected.url(), partial.sizeBytes(), total.orElse(-1));
        }
        if (total.isPresent() && partial.sizeBytes() < total.getAsLong()) {
            throw new TransferException(
                    Cure.AGAIN, "only " + partial.sizeBytes() + " of " + total.getAsLong() + " bytes came");
        }
    }

    private @Nullable ByteBuffer next(Answer answer, Speed speed) throws IOException {
        try {
            ByteBuffer bytes = answer.body().read(timeouts.stall());
            if (bytes != null && !bytes.hasRemaining()) {
                throw new TransferException(
                        Cure.AGAIN_IF_FASTER,
                        answer.uri().getHost() + " sent nothing for " + HttpTransport.seconds(timeouts.stall())
                                + ", after " + partial.sizeBytes() + " bytes");
            }
            if (speed.isTooSlow()) {
                throw new TransferException(
                        Cure.AGAIN_IF_FASTER,
                        answer.uri().getHost() + " sends less than " + timeouts.minBytesPerSecond()
                                + " bytes a second");
            }
            return bytes;
        } catch (TransferException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new TransferException(
                    Cure.AGAIN,
                    "the connection to " + answer.uri().getHost() + " broke after " + partial.sizeBytes() + " bytes ("
                            + PrintableText.escape(String.valueOf(e.getMessage())) + ")");
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            partial.append(bytes);
        } catch (IOException e) {
            throw BlobStore.unusable(partial.path(), e);
        }
    }

    private String received(Expectation expected) {
        return expected.url() + " (received into " + partial.path() + ", now removed)";
    }

    /** Watches over a window that moves on whenever it was fast enough. */
    private static final class Speed {
        private final Duration window;
        private final long neededBytes;
        private long startNanos = System.nanoTime();
        private long bytes;

        Speed(Timeouts timeouts) {
            this.window = timeouts.slow();
            this.neededBytes = timeouts.minBytesPerSecond() * window.toMillis() / 1000;
        }

        void count(int more) {
            bytes += more;
            if (bytes >= neededBytes) {
                bytes = 0;
                startNanos = System.nanoTime();
            }
        }

        boolean isTooSlow() {
            return System.nanoTime() - startNanos > window.toNanos();
        }
    }
}
