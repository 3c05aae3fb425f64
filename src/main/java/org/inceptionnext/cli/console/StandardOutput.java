package org.inceptionnext.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's standard output, which tells a pipe whose reader has ended ({@code inx ... | head -1}, not an error) from a disk
 * that is full (an error).
 */
final class StandardOutput extends OutputStream {
    /** What standard output is, on systems that say so. */
    private static final Path LINK = Path.of("/proc/self/fd/1");

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (isPipe() || saysBrokenPipe(e)) {
                throw new ClosedPipeException(e);
            }
            throw e;
        }
    }

    /** The system's message is in the user's language; what the descriptor is, is not. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(LINK).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean saysBrokenPipe(IOException e) {
        return String.valueOf(e.getMessage()).contains("Broken pipe");
    }
}
