package org.inceptionnext.cli.results;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.OutputException;

/**
 * A file of records that stands under its name when it is whole. Until then it is {@code NAME.part}, which a later run can go on
 * with: of the picture that was written last nothing is kept, since its records may not all be there.
 */
final class LineFile implements ResultLines {
    private final Path file;
    private final Path part;
    private final RecordKind kind;
    private final Set<String> names;
    private final FileChannel channel;
    private final Writer writer;

    private LineFile(Path file, Path part, RecordKind kind, Set<String> names, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.kind = kind;
        this.names = names;
        this.channel = channel;
        this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /** Returns what a file is called while it is not whole. */
    static Path partOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /**
     * Begins the file, or goes on with it.
     *
     * @param kind how records end, and where a picture's name stands in them
     * @throws FailureException if there is one that was broken off, and it is not to be gone on with
     * @throws OutputException if it cannot be written
     */
    static LineFile open(Path file, boolean resumes, RecordKind kind) {
        Path part = partOf(file);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (!resumes) {
                return new LineFile(
                        file,
                        part,
                        kind,
                        Set.of(),
                        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            }
            if (Files.exists(file)) {
                // Whole, so far: there may be more pictures now.
                Files.move(file, part);
            }
            FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Set<String> names = new HashSet<>();
            long end = Files.exists(part) ? scan(part, kind, names) : 0;
            channel.truncate(end).position(end);
            return new LineFile(file, part, kind, names, channel);
        } catch (FileAlreadyExistsException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    part + " is there, of a run that was broken off",
                    "Go on with it by --resume, or delete it.");
        } catch (IOException e) {
            throw new OutputException(part.toString(), e);
        }
    }

    /** Collects the names of all pictures but the last, and returns where the records of the last begin. */
    private static long scan(Path part, RecordKind kind, Set<String> names) throws IOException {
        String last = "";
        long lastBegin = 0;
        long begin = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
            for (byte[] record = kind.next(in); record.length > 0; record = kind.next(in)) {
                boolean isHeader = begin == 0 && kind.hasHeader();
                String name = isHeader ? "" : kind.name(new String(record, StandardCharsets.UTF_8));
                if (!name.equals(last)) {
                    names.add(last);
                    lastBegin = begin;
                    last = name;
                }
                begin += record.length;
                lastBegin = isHeader ? begin : lastBegin;
            }
        }
        return lastBegin;
    }

    @Override
    public Set<String> written() {
        return names;
    }

    @Override
    public String header() {
        try (InputStream in = Files.newInputStream(part)) {
            return new String(kind.next(in), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new OutputException(part.toString(), e);
        }
    }

    @Override
    public void write(String records) {
        try {
            writer.write(records);
            writer.flush();
        } catch (IOException e) {
            throw new OutputException(file.toString(), e);
        }
    }

    /** Gives the file its name. */
    @Override
    public void finish() {
        try {
            writer.flush();
            channel.force(true);
            writer.close();
            Files.move(part, file);
        } catch (IOException e) {
            throw new OutputException(file.toString(), e);
        }
    }

    /** Leaves an unfinished file for a later run; an empty one goes. */
    @Override
    public void close() {
        try {
            channel.close();
            if (Files.exists(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        } catch (IOException e) {
            throw new OutputException(part.toString(), e);
        }
    }
}
