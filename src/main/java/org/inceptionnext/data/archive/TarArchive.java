package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.apache.commons.io.input.BoundedInputStream;
import org.inceptionnext.data.archive.ArchiveException.Reason;

/** A tar, plain or compressed. */
record TarArchive(Path file, ArchiveKind kind, ArchiveLimits limits) implements Archive {
    @Override
    public ArchiveWalk walk(Predicate<String> wanted) throws IOException {
        TarInput input = kind == ArchiveKind.TAR
                ? TarInput.ofFile(file)
                : TarInput.ofStream(UnpackedStream.open(file, kind, limits));
        return new TarWalk(this, input, wanted);
    }

    /** A place is where the entry's own header begins, which says how long it is. */
    @Override
    public InputStream open(long place) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = sizeBytes(channel, place);
            channel.position(place + TarHeader.BYTES);
            return BoundedInputStream.builder()
                    .setInputStream(Channels.newInputStream(channel))
                    .setMaxCount(size)
                    .setPropagateClose(true)
                    .get();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long sizeBytes(long place) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return sizeBytes(channel, place);
        }
    }

    private long sizeBytes(FileChannel channel, long place) throws IOException {
        if (kind != ArchiveKind.TAR) {
            throw new IllegalStateException("a " + kind + " can only be read from its beginning");
        }
        ByteBuffer header = ByteBuffer.allocate(TarHeader.BYTES);
        channel.read(header, place);
        if (header.hasRemaining() || !TarHeader.isHeader(header.array())) {
            throw new ArchiveException(Reason.DAMAGED, "the archive has changed since it was listed");
        }
        return TarHeader.of(header.array()).sizeBytes();
    }
}
