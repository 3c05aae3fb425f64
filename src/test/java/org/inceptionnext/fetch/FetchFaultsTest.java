package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.inceptionnext.testing.FakeAuthority.HUGGING_FACE_CONTENT;
import static org.inceptionnext.testing.FakeAuthority.STRANGER;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.testing.FakeHub.Reply;
import org.inceptionnext.testing.FakeHub.Request;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way, as bytes on a socket. Every test ends with the right file or with none. */
class FetchFaultsTest extends HubTest {
    private static final String HUB = "huggingface.co";

    private FetchException failure(ModelCard card) throws IOException {
        FetchException failure = catchThrowableOfType(FetchException.class, () -> fetch(card));
        assertNothingKept();
        assertThat(failure).hasMessageContaining(HUGGING_FACE.url());
        assertThat(failure).hasMessageContaining("inx fetch --from FILE small");
        return failure;
    }

    private IntegrityException mismatch(ModelCard card) throws IOException {
        IntegrityException mismatch = catchThrowableOfType(IntegrityException.class, () -> fetch(card));
        assertNothingKept();
        assertThat(files("partial")).isEmpty();
        assertThat(mismatch)
                .hasMessageContaining(mismatch.expected())
                .hasMessageContaining(mismatch.actual())
                .hasMessageContaining("Nothing was loaded.");
        return mismatch;
    }

    private ModelCard pinnedCard() {
        return card(pinned(HUGGING_FACE));
    }

    private void always(String host, UnaryOperator<Reply> fault) {
        for (int i = 0; i < 20; i++) {
            hub.fault(host, fault);
        }
    }

    @Test
    void missingFileIsNotAskedForTwice() throws IOException {
        always(HUB, reply -> Reply.of(404));
        assertThat(failure(pinnedCard()))
                .hasMessageContaining("HTTP status 404 from huggingface.co: no such file there");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void refusedAccessNamesTheToken() throws IOException {
        always(HUB, reply -> Reply.of(403));
        assertThat(failure(pinnedCard()))
                .hasMessageContaining("HTTP status 403")
                .hasMessageContaining("HF_TOKEN");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void retryAfterIsHonoured() throws IOException {
        hub.fault(HUB, reply -> Reply.of(429).with("Retry-After", "1"));
        long start = System.nanoTime();
        assertWhole(fetch(pinnedCard()));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(notes).anyMatch(note -> note.contains("429") && note.contains("again in 1.0 s"));
    }

    @Test
    void serverThatAsksForALongPauseIsGivenUp() throws IOException {
        hub.fault(HUB, reply -> Reply.of(429).with("Retry-After", "3600"));
        assertThat(failure(pinnedCard())).hasMessageContaining("asks to be left alone for 3600 s");
    }

    @Test
    void disturbedServerIsAskedAgain() throws IOException {
        hub.fault(HUB, reply -> Reply.of(500));
        hub.fault(HUGGING_FACE_CONTENT, reply -> Reply.of(503));
        assertWhole(fetch(pinnedCard()));
    }

    @Test
    void lastingDisturbanceIsGivenUpAfterFiveTries() throws IOException {
        always(HUB, reply -> Reply.of(500));
        assertThat(failure(pinnedCard()))
                .hasMessageContaining("HTTP status 500")
                .hasMessageContaining("(tried 5 times)");
        assertThat(hub.requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void resetConnectionIsContinuedWhereItBroke(int tenth) throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.resetAfter(content.length / 10 * tenth));
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.contentRequests()).hasSize(2);
    }

    @Test
    void resetAtEveryTenthGainsATenthEachTime() throws IOException {
        int tenth = content.length / 10;
        for (int i = 0; i < 9; i++) {
            hub.fault(HUGGING_FACE_CONTENT, reply -> reply.closeAfter(tenth));
        }
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.contentRequests()).hasSize(10);
        assertThat(hub.contentRequests().subList(1, 10))
                .allSatisfy(request -> assertThat(request.header("if-range")).isPresent());
    }

    @Test
    void continuedNextTimeAfterGivingUp() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.closeAfter(content.length / 2));
        for (int i = 0; i < 5; i++) {
            hub.fault(HUGGING_FACE_CONTENT, reply -> Reply.of(503));
        }
        failure(pinnedCard());
        assertWhole(fetch(pinnedCard()));
        Request last = hub.contentRequests().get(hub.contentRequests().size() - 1);
        assertThat(last.header("range")).contains("bytes=" + content.length / 2 + "-");
    }

    @Test
    void stalledServerIsLeftAndContinued() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.stallAfter(content.length / 2));
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("sent nothing for 0.4 s"));
    }

    @Test
    void slowDripIsLeftAndContinued() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.drip(100, 10));
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("sends less than 100000 bytes a second"));
    }

    @Test
    void slowDripForeverIsGivenUp() throws IOException {
        always(HUGGING_FACE_CONTENT, reply -> reply.drip(10, 20));
        assertThat(failure(pinnedCard())).hasMessageContaining("sends less than 100000 bytes a second (tried 5 times)");
    }

    @Test
    void wrongLengthIsRefusedBeforeABodyIsRead() throws IOException {
        always(HUB, reply -> reply.with("X-Linked-Size", String.valueOf(content.length)));
        publish(java.util.Arrays.copyOf(content, content.length + 1));
        hub.withoutHashes();
        IntegrityException mismatch = mismatch(pinnedCard());
        assertThat(mismatch.algorithm()).isEqualTo("size in bytes");
        assertThat(mismatch.expected()).isEqualTo(String.valueOf(content.length));
        assertThat(mismatch.actual()).isEqualTo(String.valueOf(content.length + 1));
        assertThat(mismatch).hasMessageContaining(HUGGING_FACE.url()).hasMessageContaining(cache.toString());
    }

    @Test
    void undeclaredLengthIsReadToTheLimitAndOneByte() throws IOException {
        publish(java.util.Arrays.copyOf(content, content.length + 1));
        hub.withoutHashes();
        always(HUGGING_FACE_CONTENT, reply -> chunked(reply));
        assertThat(mismatch(pinnedCard()).actual()).isEqualTo("more than " + content.length);
    }

    @Test
    void shortLengthIsRefused() throws IOException {
        publish(java.util.Arrays.copyOf(content, content.length - 1));
        hub.withoutHashes();
        assertThat(mismatch(pinnedCard()).actual()).isEqualTo(String.valueOf(content.length - 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void oneFlippedBitIsFatal(double where) throws IOException {
        byte[] flipped = content.clone();
        flipped[(int) (where * (content.length - 1))] ^= 1;
        publish(flipped);
        hub.withoutHashes();
        IntegrityException mismatch = mismatch(pinnedCard());
        assertThat(mismatch.algorithm()).isEqualTo("SHA-256");
        assertThat(mismatch.expected()).isEqualTo(Sha256Hex.of(content));
        assertThat(mismatch.actual()).isEqualTo(Sha256Hex.of(flipped));
        assertThat(mismatch.source()).isEqualTo("the test");
        assertThat(mismatch).hasMessageContaining(HUGGING_FACE.url()).hasMessageContaining(cache.toString());
    }

    @Test
    void flippedBitBeforeTheSeamIsCuredByLoadingWhole() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> {
            byte[] flipped = reply.body().clone();
            flipped[100] ^= 1;
            return reply.body(flipped).closeAfter(content.length / 2);
        });
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("the parts do not make the published file"));
    }

    @Test
    void webPageWithStatus200IsNoFile() throws IOException {
        always(
                HUGGING_FACE_CONTENT,
                reply -> Reply.of(200)
                        .with("Content-Type", "text/html; charset=utf-8")
                        .body(html()));
        assertThat(failure(pinnedCard())).hasMessageContaining("sent a web page instead of the file");
    }

    @Test
    void webPageThatClaimsToBeAFileIsNone() throws IOException {
        always(
                HUGGING_FACE_CONTENT,
                reply -> Reply.of(200)
                        .with("Content-Type", "application/octet-stream")
                        .body(html()));
        hub.withoutHashes();
        always(HUB, reply -> reply.with("X-Linked-Size", "unknown"));
        assertThat(failure(card(unpinned(HUGGING_FACE)))).hasMessageContaining("sent a web page instead of the file");
    }

    @Test
    void captivePortalIsNotFollowed() throws IOException {
        always(HUB, reply -> Reply.of(302).with("Location", "http://portal.example/login"));
        assertThat(failure(pinnedCard())).hasMessageContaining("captive portal");
        assertThat(hub.requests()).allMatch(request -> !request.host().equals("portal.example"));
    }

    @Test
    void redirectToHttpIsRefusedEvenWhereAHashDecides() throws IOException {
        always(HUGGING_FACE_CONTENT, reply -> Reply.of(302).with("Location", "http://" + STRANGER + "/file"));
        assertThat(failure(pinnedCard())).hasMessageContaining("redirected to http://" + STRANGER + "/file");
    }

    @Test
    void redirectToAStrangerNeedsAKnownHash() throws IOException {
        hub.withoutHashes();
        always(
                HUGGING_FACE_CONTENT,
                reply -> Reply.of(302).with("Location", "https://" + STRANGER + "/file?key=secret"));
        FetchException failure = failure(card(unpinned(HUGGING_FACE)));
        assertThat(failure).hasMessageContaining("redirected to https://" + STRANGER + "/file?...");
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(hub.requests()).allMatch(request -> !request.host().equals(STRANGER));
    }

    @Test
    void strangerIsFollowedWhereAHashDecides() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> Reply.of(302).with("Location", "https://" + STRANGER + "/file"));
        hub.fault(STRANGER, reply -> Reply.of(200).body(content));
        assertWhole(fetch(pinnedCard()));
    }

    @Test
    void redirectLoopEnds() throws IOException {
        always(HUGGING_FACE_CONTENT, reply -> Reply.of(302).with("Location", "/again"));
        assertThat(failure(pinnedCard())).hasMessageContaining("more than 10 redirects");
    }

    @Test
    void redirectToNoAddressIsRefused() throws IOException {
        always(HUGGING_FACE_CONTENT, reply -> Reply.of(302).with("Location", "https://a b\u009b"));
        assertThat(failure(pinnedCard())).hasMessageContaining("which is no address");
    }

    @Test
    void tokenGoesToTheHubAlone() throws IOException {
        environment.put("HF_TOKEN", "hf_secret");
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.requests())
                .allSatisfy(request -> assertThat(request.header("authorization"))
                        .isEqualTo(request.host().equals(HUB) ? Optional.of("Bearer hf_secret") : Optional.empty()));
        assertThat(hub.contentRequests()).isNotEmpty();
    }

    @Test
    void tokenIsInNoMessage() throws IOException {
        environment.put("HF_TOKEN", "hf_secret");
        always(HUB, reply -> Reply.of(403));
        assertThat(failure(pinnedCard()).toString()).doesNotContain("hf_secret");
    }

    @Test
    void expiredSignatureIsRenewedAtResume() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> {
            hub.expireSignatures();
            return reply.closeAfter(content.length / 2);
        });
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.contentRequests().get(1).header("range")).isPresent();
    }

    @Test
    void signatureThatExpiresOnTheWayIsRenewed() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> Reply.of(403));
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("the signed address has expired"));
    }

    @Test
    void serverWithoutRangesIsLoadedWhole() throws IOException {
        hub.withoutRanges();
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.closeAfter(content.length / 2));
        assertWhole(fetch(pinnedCard()));
    }

    @Test
    void rangeOfAnotherPlaceIsNotAppended() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.closeAfter(content.length / 2));
        hub.fault(
                HUGGING_FACE_CONTENT,
                reply -> reply.with("Content-Range", "bytes 0-" + (content.length - 1) + "/" + content.length));
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("the server sent another part than was asked for"));
    }

    @Test
    void changedETagRestarts() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.with("ETag", "\"old\"").closeAfter(content.length / 2));
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.contentRequests().get(1).header("if-range")).contains("\"old\"");
    }

    @Test
    void changedETagOfAServerThatIgnoresIfRangeRestarts() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.closeAfter(content.length / 2));
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.with("ETag", "\"new\""));
        assertWhole(fetch(pinnedCard()));
        assertThat(notes).anyMatch(note -> note.contains("the file has changed since"));
    }

    @Test
    void weakETagIsNeverContinued() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.with("ETag", "W/\"1\"").closeAfter(content.length / 2));
        assertWhole(fetch(pinnedCard()));
        assertThat(hub.contentRequests().get(1).header("range")).isEmpty();
    }

    @Test
    void compressedAnswerIsRefused() throws IOException {
        always(HUGGING_FACE_CONTENT, reply -> reply.with("Content-Encoding", "gzip"));
        assertThat(failure(pinnedCard())).hasMessageContaining("sent the file encoded as 'gzip'");
        assertThat(hub.contentRequests().get(0).header("accept-encoding")).contains("identity");
    }

    @Test
    void hugeClaimNeedsMoreSpaceThanThereIs() throws IOException {
        long huge = 1L << 50;
        WeightSource source = new WeightSource(
                HUGGING_FACE, Optional.of(huge), pinned(HUGGING_FACE).sha256());
        always(HUGGING_FACE_CONTENT, reply -> reply.with("Content-Length", String.valueOf(huge)));
        assertThatThrownBy(() -> fetch(card(source)))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(huge + " bytes are still to be written, but only")
                .hasMessageContaining("DJL_CACHE_DIR");
        assertNothingKept();
    }

    @Test
    void placeThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(cache, "a file where the folder should be");
        assertThatThrownBy(() -> fetch(pinnedCard()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(cache.toString())
                .hasMessageContaining("DJL_CACHE_DIR");
        assertThat(cache).isRegularFile();
    }

    @Test
    void readOnlyCacheServesWhatItHas() throws IOException {
        assertWhole(fetch(pinnedCard()));
        for (Path path : java.util.List.of(cache, cache.resolve("blobs"), cache.resolve("blobs/sha256"))) {
            assertThat(path.toFile().setWritable(false)).isTrue();
        }
        try {
            assertWhole(fetch(pinnedCard()));
        } finally {
            assertThat(cache.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void cachePathMayHaveSpacesAndAccents() throws IOException {
        cache = folder.resolve("Mes modèles 模型/un cache");
        assertWhole(fetch(pinnedCard()));
    }

    @Test
    void symbolicLinkInPlaceOfABlobIsNotFollowed() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.write(elsewhere, content);
        Files.createDirectories(cache.resolve("blobs/sha256"));
        Path blob = cache.resolve("blobs/sha256").resolve(Sha256Hex.of(content));
        Files.createSymbolicLink(blob, elsewhere);
        assertWhole(fetch(pinnedCard()));
        assertThat(Files.isSymbolicLink(blob)).isFalse();
        assertThat(elsewhere).hasBinaryContent(content);
        assertThat(notes).anyMatch(note -> note.contains("is damaged"));
    }

    @Test
    void symbolicLinkInPlaceOfAFolderIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectories(cache);
        Files.createSymbolicLink(cache.resolve("partial"), elsewhere);
        assertThatThrownBy(() -> fetch(pinnedCard()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("is no folder of its own");
        assertThat(elsewhere).isEmptyDirectory();
        assertNothingKept();
    }

    private static byte[] html() {
        return "<!DOCTYPE html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8);
    }

    /** The body as one chunk, so that no length is declared. */
    private static Reply chunked(Reply reply) {
        byte[] head = (Integer.toHexString(reply.body().length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate(head.length + reply.body().length + tail.length);
        all.put(head).put(reply.body()).put(tail);
        return reply.with("Transfer-Encoding", "chunked").body(all.array());
    }
}
