package org.inceptionnext.cli.pictures;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TimeZone;
import java.util.zip.Deflater;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.slf4j.LoggerFactory;

/** Loads PyTorch's library on a thread of its own, while the command reads what it needs it for. */
public final class EngineStart {
    private EngineStart() {}

    /** Begins. Whoever then asks for the engine waits for it, and hears of an error. */
    public static void begin() {
        if (System.getenv("MALLOC_TRIM_THRESHOLD_") == null) {
            // The launcher's environment has tuned it already.
            InceptionNextRuntime.tuneAllocator();
        }
        // Two threads that both log first would have SLF4J say so on standard error.
        LoggerFactory.getILoggerFactory();
        Thread thread = new Thread(EngineStart::load, "inx-engine");
        thread.setDaemon(true);
        thread.start();
        // A process that ended while the library is being loaded would crash.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(thread), "inx-engine-exit"));
    }

    private static void load() {
        try {
            callTheSystem();
        } catch (IOException e) {
            // Then the command waits for the library a little longer.
        }
        try {
            Engine.getInstance();
        } catch (RuntimeException | LinkageError e) {
            // Thrown again where the engine is asked for.
        }
    }

    /**
     * Does once what a command does with files. While a library is being loaded, the system's loader looks up no function for
     * anybody else: whoever calls one for the first time waits until all of PyTorch is there, a quarter of a second.
     */
    private static void callTheSystem() throws IOException {
        TimeZone.getDefault();
        Deflater deflater = new Deflater();
        deflater.reset();
        deflater.end();
        Path folder = Files.createTempDirectory("inx");
        Path file = folder.resolve("file");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer number = ByteBuffer.allocate(Float.BYTES).putFloat(0, Float.intBitsToFloat(0));
            channel.write(number);
            channel.position(0).read(number.clear());
            channel.read(number.clear(), 0);
            Files.copy(file, folder.resolve("copy" + channel.size()));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
