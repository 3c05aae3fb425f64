package org.inceptionnext.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * GitHub and Hugging Face on this machine, as far as a download sees them: release assets and resolve addresses that
 * redirect to signed addresses on another host, which expire; ranges, ETags, {@code X-Linked-*}.
 *
 * <p>It stands where a company's proxy stands that reads TLS: clients name it as their https proxy, ask for
 * {@code github.com}, and get a certificate that {@link FakeAuthority} made. So nothing in the code under test has to know
 * of it, and every rule about https and hosts holds as it does outside. Faults are bytes on the socket.
 */
public final class FakeHub implements Closeable {
    private static final Pattern RESOLVE = Pattern.compile("/([^/]+/[^/]+)/resolve/([^/]+)/(.+)");
    private static final Pattern RELEASE = Pattern.compile("/([^/]+/[^/]+)/releases/download/([^/]+)/(.+)");
    private static final Pattern API = Pattern.compile("/repos/([^/]+/[^/]+)/releases/tags/(.+)");
    private static final Pattern HUB_API = Pattern.compile("/api/models/([^/]+/[^/]+)/revision/([^/?]+)\\?blobs=true");
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");

    private final ServerSocket server;
    private final Map<String, Published> files = new LinkedHashMap<>();
    private final Set<String> signatures = new HashSet<>();
    private final Map<String, Deque<UnaryOperator<Reply>>> faults = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private int signed;
    private boolean ranges = true;
    private boolean statesHashes = true;
    private volatile boolean silent;
    private @Nullable String mirror;
    private @Nullable Path folder;
    private @Nullable String token;
    private final Map<String, String> gated = new HashMap<>();

    /** A request as it came in. */
    public record Request(String method, String host, String path, Map<String, String> headers) {
        /** Returns a header, or nothing; names are lower-case. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** Returns the address that was asked for. */
        public String url() {
            return "https://" + host + path;
        }
    }

    private static final class Published {
        private final byte[] content;
        private final String commit;

        Published(byte[] content, String commit) {
            this.content = content;
            this.commit = commit;
        }

        byte[] content() {
            return content;
        }

        String commit() {
            return commit;
        }
    }

    private FakeHub(ServerSocket server) {
        this.server = server;
    }

    /** Starts a hub on a free port of the loopback address, and makes this JVM trust it. */
    public static FakeHub start() throws IOException {
        FakeAuthority.trustInThisJvm();
        FakeHub hub = new FakeHub(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(hub::accept, "fake hub");
        thread.setDaemon(true);
        thread.start();
        return hub;
    }

    /** Returns the system properties by which a client finds this hub. */
    public Map<String, String> properties() {
        return Map.of("https.proxyHost", "127.0.0.1", "https.proxyPort", String.valueOf(server.getLocalPort()));
    }

    /** Publishes a file of a Hugging Face repository, under its commit and under {@code main}. */
    public synchronized void huggingFace(String repository, String commit, String file, byte[] content) {
        files.put("hf/" + repository + "/" + commit + "/" + file, new Published(content, commit));
        files.put("hf/" + repository + "/main/" + file, new Published(content, commit));
    }

    /** Publishes a file of a Hugging Face repository under a tag. */
    public synchronized void tag(String repository, String tag, String commit, String file, byte[] content) {
        files.put("hf/" + repository + "/" + tag + "/" + file, new Published(content, commit));
    }

    /** Lets only the holder of a token load files of a Hugging Face repository, whose listing stays open. */
    public synchronized void gate(String repository, String secret) {
        gated.put(repository, secret);
    }

    /** Answers at this host too as Hugging Face does. */
    public synchronized void mirror(String host) {
        mirror = host;
    }

    /** Serves a folder as it is at any moment, as nginx would, at {@code https://models.example/zoo/}. */
    public synchronized void serve(Path root) {
        folder = root;
    }

    /** Refuses the folder's files to whoever does not send this token. */
    public synchronized void requireToken(String secret) {
        token = secret;
    }

    /** Publishes an asset of a GitHub release. */
    public synchronized void gitHub(String repository, String tag, String asset, byte[] content) {
        files.put("gh/" + repository + "/" + tag + "/" + asset, new Published(content, ""));
    }

    /** Answers the next request to a host otherwise; several calls are for the requests that follow. */
    public synchronized void fault(String host, UnaryOperator<Reply> fault) {
        faults.computeIfAbsent(host, key -> new ArrayDeque<>()).add(fault);
    }

    /** Makes every signed address that was given out so far worthless. */
    public synchronized void expireSignatures() {
        signatures.clear();
    }

    /** Stops answering ranges. */
    public synchronized void withoutRanges() {
        ranges = false;
    }

    /** Stops stating hashes: no {@code X-Linked-Etag}, no digest of an asset. */
    public synchronized void withoutHashes() {
        statesHashes = false;
    }

    /** Takes connections from now on and says nothing, as a network does that swallows packets. */
    public void fallSilent() {
        silent = true;
    }

    /** Returns all requests so far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns the requests to the hosts that hold the bytes. */
    public List<Request> contentRequests() {
        return requests.stream()
                .filter(request -> isContentHost(request.host()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static boolean isContentHost(String host) {
        return host.equals(FakeAuthority.GITHUB_CONTENT) || host.equals(FakeAuthority.HUGGING_FACE_CONTENT);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (silent) {
                    continue;
                }
                Thread thread = new Thread(() -> serve(socket), "fake hub connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket raw) {
        try (raw) {
            List<String> connect = head(raw.getInputStream());
            if (connect.isEmpty() || !connect.get(0).startsWith("CONNECT ")) {
                return;
            }
            raw.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try (SSLSocket socket = FakeAuthority.serverSide(raw)) {
                List<String> head = head(socket.getInputStream());
                if (!head.isEmpty()) {
                    Request request = request(head);
                    requests.add(request);
                    reply(request).send(request.method(), socket.getOutputStream(), raw);
                }
            }
        } catch (IOException e) {
            // The client went away, or a fault broke the connection.
            return;
        }
    }

    private synchronized Reply reply(Request request) {
        Reply reply = right(request);
        Deque<UnaryOperator<Reply>> waiting = faults.get(request.host());
        return waiting == null || waiting.isEmpty() ? reply : waiting.remove().apply(reply);
    }

    private Reply right(Request request) {
        if (isContentHost(request.host())) {
            return content(request);
        }
        if (request.path().equals("/")) {
            return Reply.of(200);
        }
        if (request.host().equals(FakeAuthority.STATIC_HOST)) {
            return inFolder(request);
        }
        Matcher resolve = RESOLVE.matcher(request.path());
        Matcher release = RELEASE.matcher(request.path());
        Matcher api = API.matcher(request.path());
        if (isHub(request.host()) && resolve.matches()) {
            String secret = gated.get(resolve.group(1));
            if (secret != null && !request.header("authorization").equals(Optional.of("Bearer " + secret))) {
                return Reply.of(401).with("X-Error-Code", "GatedRepo");
            }
            String key = "hf/" + resolve.group(1) + "/" + resolve.group(2) + "/" + resolve.group(3);
            return key.endsWith(".json") && files.containsKey(key)
                    ? bytes(request, files.get(key).content())
                            .with("X-Repo-Commit", files.get(key).commit())
                    : resolve(key);
        }
        Matcher listing = HUB_API.matcher(request.path());
        if (isHub(request.host()) && listing.matches()) {
            return listing(listing.group(1), listing.group(2));
        }
        if (request.host().equals("github.com") && release.matches()) {
            String key = "gh/" + release.group(1) + "/" + release.group(2) + "/" + release.group(3);
            return files.containsKey(key)
                    ? Reply.of(302).with("Location", sign(FakeAuthority.GITHUB_CONTENT, key))
                    : Reply.of(404);
        }
        if (request.host().equals("api.github.com") && api.matches()) {
            return release("gh/" + api.group(1) + "/" + api.group(2) + "/");
        }
        return Reply.of(404);
    }

    private boolean isHub(String host) {
        return host.equals("huggingface.co") || host.equals(mirror);
    }

    private Reply resolve(String key) {
        Published file = files.get(key);
        if (file == null) {
            return Reply.of(404).with("X-Error-Code", "EntryNotFound");
        }
        Reply reply = Reply.of(302)
                .with("Location", sign(FakeAuthority.HUGGING_FACE_CONTENT, key))
                .with("X-Repo-Commit", file.commit())
                .with("X-Linked-Size", String.valueOf(file.content().length));
        return statesHashes ? reply.with("X-Linked-Etag", "\"" + Sha256Hex.of(file.content()) + "\"") : reply;
    }

    /** Lists a repository: of large files size and SHA-256, of small ones their name in git. */
    private Reply listing(String repository, String revision) {
        if (files.keySet().stream().noneMatch(key -> key.startsWith("hf/" + repository + "/"))) {
            return Reply.of(401).with("X-Error-Code", "RepoNotFound");
        }
        String prefix = "hf/" + repository + "/" + revision + "/";
        List<String> siblings = new java.util.ArrayList<>();
        String commit = "";
        for (Map.Entry<String, Published> file : files.entrySet()) {
            if (file.getKey().startsWith(prefix)) {
                byte[] content = file.getValue().content();
                commit = file.getValue().commit();
                String name = file.getKey().substring(prefix.length());
                String stated = name.endsWith(".json")
                        ? "\"blobId\":\"" + Sha256Hex.ofGitBlob(content) + "\""
                        : "\"lfs\":{\"sha256\":\"" + Sha256Hex.of(content) + "\",\"size\":" + content.length + "}";
                siblings.add("{\"rfilename\":\"" + name + "\",\"size\":" + content.length + "," + stated + "}");
            }
        }
        return siblings.isEmpty()
                ? Reply.of(404).with("X-Error-Code", "RevisionNotFound")
                : Reply.of(200)
                        .with("Content-Type", "application/json")
                        .body(("{\"sha\":\"" + commit + "\",\"siblings\":[" + String.join(",", siblings) + "]}")
                                .getBytes(StandardCharsets.UTF_8));
    }

    private Reply release(String prefix) {
        StringBuilder assets = new StringBuilder();
        files.forEach((key, file) -> {
            if (key.startsWith(prefix)) {
                String digest = statesHashes ? "\"sha256:" + Sha256Hex.of(file.content()) + "\"" : "null";
                assets.append(assets.isEmpty() ? "" : ",")
                        .append("{\"name\":\"%s\",\"size\":%d,\"digest\":%s}"
                                .formatted(key.substring(prefix.length()), file.content().length, digest));
            }
        });
        return Reply.of(200)
                .with("Content-Type", "application/json")
                .body(("{\"assets\":[" + assets + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private String sign(String host, String key) {
        String address = "/" + key + "?signature=" + signed++;
        signatures.add(address);
        return "https://" + host + address;
    }

    private Reply content(Request request) {
        if (!signatures.contains(request.path())) {
            return Reply.of(403)
                    .with("Content-Type", "application/xml")
                    .body("<Error/>".getBytes(StandardCharsets.UTF_8));
        }
        return bytes(
                request,
                files.get(request.path().substring(1, request.path().indexOf('?')))
                        .content());
    }

    private Reply inFolder(Request request) {
        if (token != null && !request.header("authorization").equals(Optional.of("Bearer " + token))) {
            return Reply.of(401);
        }
        if (folder == null || !request.path().startsWith("/zoo/")) {
            return Reply.of(404);
        }
        try {
            byte[] content = Files.readAllBytes(folder.resolve(request.path().substring("/zoo/".length())));
            String etag = "\"" + Sha256Hex.of(content).substring(0, 16) + "\"";
            return request.header("if-none-match").equals(Optional.of(etag))
                    ? Reply.of(304).with("ETag", etag)
                    : bytes(request, content);
        } catch (IOException e) {
            return Reply.of(404);
        }
    }

    /** A file, or the rest of it that was asked for. */
    private Reply bytes(Request request, byte[] content) {
        String etag = "\"" + Sha256Hex.of(content).substring(0, 16) + "\"";
        Reply whole = Reply.of(200)
                .with("ETag", etag)
                .with("Content-Type", "application/octet-stream")
                .body(content);
        Matcher range = RANGE.matcher(request.header("range").orElse(""));
        boolean same = request.header("if-range").map(etag::equals).orElse(true);
        if (!ranges || !range.matches() || !same) {
            return ranges ? whole.with("Accept-Ranges", "bytes") : whole;
        }
        int start = Integer.parseInt(range.group(1));
        if (start >= content.length) {
            return Reply.of(416).with("Content-Range", "bytes */" + content.length);
        }
        return Reply.of(206)
                .with("ETag", etag)
                .with("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length)
                .body(java.util.Arrays.copyOfRange(content, start, content.length));
    }

    private static Request request(List<String> head) {
        String[] line = head.get(0).split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (String field : head.subList(1, head.size())) {
            int colon = field.indexOf(':');
            headers.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip());
        }
        return new Request(line[0], headers.getOrDefault("host", ""), line[1], headers);
    }

    /** Reads up to the empty line; nothing if the client sent none. */
    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (b == '\n' && text.endsWith("\r\n\r\n")) {
                return text.strip().lines().toList();
            }
        }
        return List.of();
    }

    /** A way to put a body on the socket. */
    @FunctionalInterface
    interface Delivery {
        void send(byte[] body, OutputStream out, Socket raw) throws IOException;
    }

    /** An answer, and how it goes out. */
    public static final class Reply {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;
        private final Delivery delivery;

        private Reply(int status, Map<String, String> headers, byte[] body, Delivery delivery) {
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.delivery = delivery;
        }

        /** Returns the body. */
        public byte[] body() {
            return body;
        }

        /** Returns an empty answer. */
        public static Reply of(int status) {
            return new Reply(status, Map.of(), new byte[0], (body, out, raw) -> out.write(body));
        }

        /** Returns this answer with a header. */
        public Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, delivery);
        }

        /** Returns this answer with another body, sent as a whole. */
        public Reply body(byte[] other) {
            return new Reply(status, headers, other, delivery);
        }

        /** Breaks the connection with a TCP reset after so many bytes of the body. */
        public Reply resetAfter(int count) {
            return delivered((bytes, out, raw) -> {
                out.write(bytes, 0, Math.min(count, bytes.length));
                out.flush();
                pause(30);
                raw.setSoLinger(true, 0);
                raw.close();
            });
        }

        /** Closes the connection in order after so many bytes of the body. */
        public Reply closeAfter(int count) {
            return delivered((bytes, out, raw) -> out.write(bytes, 0, Math.min(count, bytes.length)));
        }

        /** Sends nothing more after so many bytes of the body, and keeps the connection. */
        public Reply stallAfter(int count) {
            return delivered((bytes, out, raw) -> {
                out.write(bytes, 0, Math.min(count, bytes.length));
                out.flush();
                pause(20_000);
            });
        }

        /** Sends so many bytes at a time, with pauses. */
        public Reply drip(int count, int pauseMillis) {
            return delivered((bytes, out, raw) -> {
                for (int i = 0; i < bytes.length; i += count) {
                    out.write(bytes, i, Math.min(count, bytes.length - i));
                    out.flush();
                    pause(pauseMillis);
                }
            });
        }

        private Reply delivered(Delivery other) {
            return new Reply(status, headers, body, other);
        }

        private void send(String method, OutputStream out, Socket raw) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nConnection: close\r\n");
            if (!headers.containsKey("Content-Length") && !headers.containsKey("Transfer-Encoding")) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            if (!method.equals("HEAD")) {
                delivery.send(body, out, raw);
            }
            out.flush();
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
