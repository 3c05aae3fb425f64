package org.inceptionnext.fetch.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;
import org.inceptionnext.text.PrintableText;

/**
 * The files of a folder as the format sees them: names relative to it with slashes, each with its SHA-256. Empty folders
 * do not count; hidden files do.
 */
final class FolderFiles {
    /** By path components, so that {@code a/b} stands before {@code a.txt}. */
    static final Comparator<String> ORDER = FolderFiles::compare;

    /** What the format leaves out at the folder's top, besides the signature. */
    static final List<String> LEFT_OUT = List.of(".git", ".gitattributes", ".github", ".gitignore");

    private FolderFiles() {}

    /**
     * Hashes a folder's files.
     *
     * @param leftOut files and folders that do not count, by their names relative to the folder
     * @throws ModelSignatureException if a symbolic link, or something else that is no file, stands among them
     */
    static Map<String, String> digests(Path folder, Collection<String> leftOut) throws IOException {
        Map<String, String> digests = new TreeMap<>(ORDER);
        for (Path file : list(folder)) {
            String name = name(folder, file);
            if (leftOut.stream().anyMatch(out -> name.equals(out) || name.startsWith(out + "/"))) {
                continue;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new ModelSignatureException(
                        Reason.OTHER_FILES,
                        folder + ": " + PrintableText.quote(name)
                                + " is a symbolic link or no file; only files can be signed. Put the file itself there.",
                        List.of(name));
            }
            digests.put(name, Sha256.of(file));
        }
        return digests;
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(folder)) {
            entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .forEach(files::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }

    private static String name(Path folder, Path file) {
        StringBuilder name = new StringBuilder();
        for (Path part : folder.relativize(file)) {
            name.append(name.isEmpty() ? "" : "/").append(part);
        }
        return name.toString();
    }

    private static int compare(String a, String b) {
        String[] left = a.split("/", -1);
        String[] right = b.split("/", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = codePoints(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /** Python's order of strings; Java's own differs beyond the basic plane. */
    private static int codePoints(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return Arrays.compare(left, right);
    }
}
