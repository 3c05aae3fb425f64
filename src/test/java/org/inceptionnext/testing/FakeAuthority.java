package org.inceptionnext.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for the publishers' names, made anew for every test run by the JDK's own keytool. */
public final class FakeAuthority {
    /** The host that GitHub sends downloads to. */
    public static final String GITHUB_CONTENT = "release-assets.githubusercontent.com";
    /** The host that Hugging Face sends downloads to. */
    public static final String HUGGING_FACE_CONTENT = "cdn-lfs.hf.co";
    /** A host that nothing may be loaded from unless a hash is known. */
    public static final String STRANGER = "stranger.example";

    /** A host that serves a folder as it is. */
    public static final String STATIC_HOST = "models.example";

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Stores STORES = Stores.make();

    private FakeAuthority() {}

    /** Makes this JVM trust the certificate, and no other. */
    public static void trustInThisJvm() {
        SSLContext.setDefault(STORES.context());
    }

    /** Returns the system properties by which another JVM trusts the certificate. */
    public static List<String> jvmArguments() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + STORES.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD),
                "-Djavax.net.ssl.trustStoreType=PKCS12");
    }

    /** Speaks TLS on a connection, as the server. */
    static SSLSocket serverSide(Socket raw) throws IOException {
        SSLSocket socket = (SSLSocket) STORES.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private record Stores(SSLContext context, Path trustStore) {
        static Stores make() {
            try {
                Path folder = Files.createTempDirectory("fake-authority");
                folder.toFile().deleteOnExit();
                Path keys = folder.resolve("keys.p12");
                keytool(keys);
                KeyStore keyStore = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(keys)) {
                    keyStore.load(in, PASSWORD);
                }
                KeyStore trusted = KeyStore.getInstance("PKCS12");
                trusted.load(null, null);
                trusted.setCertificateEntry("hub", keyStore.getCertificate("hub"));
                Path trustStore = folder.resolve("trust.p12");
                try (OutputStream out = Files.newOutputStream(trustStore)) {
                    trusted.store(out, PASSWORD);
                }
                Stream.of(keys, trustStore).forEach(file -> file.toFile().deleteOnExit());
                return new Stores(context(keyStore, trusted), trustStore);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static SSLContext context(KeyStore keys, KeyStore trusted) throws GeneralSecurityException {
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, PASSWORD);
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        }

        private static void keytool(Path keys) throws IOException {
            String names = Stream.of(
                            "github.com",
                            "api.github.com",
                            GITHUB_CONTENT,
                            "huggingface.co",
                            HUGGING_FACE_CONTENT,
                            STRANGER,
                            STATIC_HOST,
                            "mirror.example")
                    .map(name -> "dns:" + name)
                    .collect(Collectors.joining(","));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "hub",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "30",
                            "-dname",
                            "CN=fake hub",
                            "-ext",
                            "san=" + names,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-keystore",
                            keys.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!Files.exists(keys)) {
                throw new IOException("keytool: " + output);
            }
        }
    }
}
