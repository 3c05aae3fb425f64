package org.inceptionnext.cli.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;

/** The folder of an index, and what may be wrong with it. */
final class IndexFolder {
    /** What a build leaves that was killed before its first commit. */
    private static final Pattern UNFINISHED = Pattern.compile("write\\.lock|pending_segments_\\w+|_\\w+\\.\\w+");

    private IndexFolder() {}

    /**
     * Refuses a folder that holds anything but an index, or the beginning of one.
     *
     * @throws FailureException if it does
     */
    static void requireOwn(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FailureException(
                    ExitCode.USAGE, IndexedModel.shown(folder) + " is a file", "Name a folder with --index.");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
            boolean isIndex = names.stream().anyMatch(name -> name.startsWith("segments"));
            if (!isIndex) {
                names.stream()
                        .filter(name -> !UNFINISHED.matcher(name).matches())
                        .findFirst()
                        .ifPresent(name -> {
                            throw new FailureException(
                                    ExitCode.USAGE,
                                    IndexedModel.shown(folder) + " holds " + IndexedModel.shown(Path.of(name))
                                            + " and is no index",
                                    "Name a new folder with --index.");
                        });
            }
        }
    }

    /**
     * Says what is wrong where Lucene cannot read an index.
     *
     * @return the exception, if it is not about the index but about the disk
     * @throws FailureException if the index is not there, damaged or of another Lucene
     */
    static IOException unreadable(Path folder, IOException e) {
        if (e instanceof IndexNotFoundException) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "no index in " + IndexedModel.shown(folder),
                    "Make one: inx embed --index " + IndexedModel.shown(folder) + " PICTURE...");
        }
        if (e instanceof IndexFormatTooNewException || e instanceof IndexFormatTooOldException) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    IndexedModel.shown(folder) + " was written by another Lucene: " + e.getMessage(),
                    "Make it anew: inx embed --index DIR PICTURE...");
        }
        if (e instanceof CorruptIndexException) {
            throw damaged(folder, e);
        }
        return e;
    }

    /** Returns what a person is told of an index that is damaged. */
    static FailureException damaged(Path folder, Exception e) {
        return new FailureException(
                ExitCode.NOT_FOUND,
                IndexedModel.shown(folder) + " is damaged: " + e.getMessage(),
                "Delete the folder and make it anew: inx embed --index DIR PICTURE...");
    }
}
