package org.inceptionnext.fetch.http;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.HubAccessException;
import org.inceptionnext.fetch.HubAccessException.Reason;
import org.inceptionnext.fetch.HubReference;
import org.inceptionnext.fetch.IntegrityException;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.registry.Pin;
import org.jspecify.annotations.Nullable;

/**
 * A repository on Hugging Face or a mirror, asked over the hub's HTTP interface.
 *
 * @param hub the hub's address, without a slash at its end
 * @param token the user's token, sent to the hub alone
 */
public record HubRepository(URI hub, HubReference reference, Optional<String> token) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final RedirectRule HUB_ONLY = new RedirectRule(List.of("huggingface.co"), false);
    private static final int MOST_BYTES = 8 << 20;

    /** The part of the hub's answer that is read. */
    private record Model(@Nullable String sha, @Nullable List<Sibling> siblings) {}

    private record Sibling(
            @SerializedName("rfilename") @Nullable String name,
            @Nullable Long size,
            @SerializedName("blobId") @Nullable String blob,
            @Nullable LargeFile lfs) {}

    private record LargeFile(
            @Nullable String sha256, @Nullable Long size) {}

    /**
     * Asks what the repository holds at the revision that is meant.
     *
     * @param revision a branch, a tag or a commit
     * @param stall how long a silent server is waited for
     * @throws HubAccessException if there is no such repository or revision, or not for this user
     * @throws TransferException if the hub does not answer, or answers something else
     */
    public HubListing list(HttpTransport transport, String revision, Duration stall) throws IOException {
        URI url = URI.create(hub + "/api/models/" + reference.repository() + "/revision/"
                + URLEncoder.encode(revision, StandardCharsets.UTF_8) + "?blobs=true");
        try (Answer answer = transport.ask(Question.get(url, headers(), HUB_ONLY))) {
            if (answer.status() != 200) {
                throw failure(answer, url);
            }
            byte[] json = WholeBody.read(answer, url, MOST_BYTES, stall);
            Model model = new Gson().fromJson(new String(json, StandardCharsets.UTF_8), Model.class);
            if (model == null
                    || model.sha() == null
                    || !COMMIT.matcher(model.sha()).matches()) {
                throw otherAnswer(url);
            }
            List<Sibling> siblings = model.siblings() == null ? List.of() : model.siblings();
            return new HubListing(
                    model.sha(),
                    siblings.stream()
                            .filter(file -> file != null && file.name() != null)
                            .map(file -> file(file, url))
                            .toList());
        } catch (JsonParseException e) {
            throw otherAnswer(url);
        }
    }

    /**
     * Returns where a file of a commit is loaded from, after a question to the hub whether this user may.
     *
     * @throws HubAccessException if the repository is gated
     * @throws IntegrityException if the hub states another SHA-256 than the one that is known
     * @throws TransferException if the hub does not answer, or has no such file
     */
    public RemoteFile look(HttpTransport transport, String commit, HubFile file) throws IOException {
        URI url = url(commit, file.name());
        HubStatement statement;
        try (Answer answer = transport.ask(Question.head(url, headers()))) {
            if (answer.status() >= 400) {
                throw failure(answer, url);
            }
            statement = HubStatement.read(answer);
        }
        requireAgreement(url, file.sha256(), statement.sha256());
        Optional<Pin> sha256 = file.sha256().or(statement::sha256);
        return new RemoteFile(
                url,
                headers(),
                new RedirectRule(
                        List.of(hub.getHost(), "huggingface.co", ".huggingface.co", ".hf.co"), sha256.isPresent()),
                file.sizeBytes().or(statement::sizeBytes),
                sha256);
    }

    private static void requireAgreement(URI url, Optional<Pin> known, Optional<Pin> stated) throws IntegrityException {
        if (known.isPresent()
                && stated.isPresent()
                && !known.get().hex().equals(stated.get().hex())) {
            Claim claim = new Claim(
                    Sha256.NAME, known.get().hex(), url.toString(), known.get().source());
            throw new IntegrityException(
                    claim, stated.get().hex() + " (stated by " + stated.get().source() + ")");
        }
    }

    /** Returns a file's address at a commit. */
    public URI url(String commit, String file) {
        return URI.create(hub + "/" + reference.repository() + "/resolve/" + commit + "/" + file);
    }

    private Map<String, String> headers() {
        return token.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    private static HubFile file(Sibling file, URI url) {
        LargeFile large = file.lfs();
        Optional<String> sha256 = Optional.ofNullable(large)
                .map(LargeFile::sha256)
                .filter(hex -> SHA_256.matcher(hex).matches());
        return new HubFile(
                String.valueOf(file.name()),
                Optional.ofNullable(large).map(LargeFile::size).or(() -> Optional.ofNullable(file.size())),
                sha256.map(hex -> new Pin(hex, url.getHost() + ", in what it says of the repository")),
                Optional.ofNullable(file.blob())
                        .filter(hex -> large == null && COMMIT.matcher(hex).matches()));
    }

    private IOException failure(Answer answer, URI asked) {
        String code = answer.header("X-Error-Code");
        int status = answer.status();
        boolean refused = status == 401 || status == 403;
        if (code.equals("GatedRepo") || (status == 403 && asked.getHost().equals(hub.getHost()) && !code.isEmpty())) {
            return new HubAccessException(
                    Reason.GATED,
                    reference + ": its owner lets in whom he has accepted. Open " + page() + " in a browser, ask for"
                            + " access there, and set HF_TOKEN to a token of that account"
                            + (token.isPresent()
                                    ? " (the token that is set belongs to another, or may not read it)."
                                    : "."));
        }
        if (code.equals("RevisionNotFound")) {
            return new HubAccessException(
                    Reason.UNKNOWN_REVISION,
                    reference + ": the repository has no such branch, tag or commit. Which there are: " + page()
                            + "/tree/main");
        }
        if (code.equals("RepoNotFound") || (refused && code.isEmpty()) || (status == 404 && code.isEmpty())) {
            return new HubAccessException(
                    Reason.UNKNOWN_REPOSITORY,
                    reference + ": " + hub.getHost() + " shows no such repository (HTTP status " + status
                            + "). Look at the name; if it is private, set HF_TOKEN to a token that may read it.");
        }
        return HttpErrors.failure(answer, asked);
    }

    private URI page() {
        return URI.create(hub + "/" + reference.repository());
    }

    private static TransferException otherAnswer(URI url) {
        return new TransferException(
                Cure.OTHER_SOURCE,
                url.getHost()
                        + " did not answer as a hub does, so no commit is known. If HF_ENDPOINT names a mirror, it"
                        + " must answer " + url.getPath());
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return reference + " at " + hub;
    }
}
