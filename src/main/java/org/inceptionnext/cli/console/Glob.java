package org.inceptionnext.cli.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Patterns such as {@code photos/*.jpg} that no shell has expanded (quoted, or too many files for a command line). */
public final class Glob {
    private Glob() {}

    /** Returns whether the text has a character that a shell would expand. */
    public static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /**
     * Returns the files and folders that match, by name. A {@code *} stands within one name, a {@code **} for any number
     * of folders, and neither for a hidden name.
     *
     * @throws IOException if a folder on the way cannot be listed
     */
    public static List<Path> expand(String pattern) throws IOException {
        Path path = Path.of(pattern);
        Path start = path.isAbsolute() ? path.getRoot() : Path.of("");
        List<Path> found = List.of(start);
        for (Path part : path) {
            found = step(found, part.toString());
        }
        return found.stream().distinct().toList();
    }

    private static List<Path> step(List<Path> folders, String part) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (part.equals("**")) {
                addWithFoldersBelow(folder, found);
            } else if (isGlob(part)) {
                found.addAll(children(folder, part));
            } else if (Files.exists(folder.resolve(part))) {
                found.add(folder.resolve(part));
            }
        }
        return found;
    }

    private static void addWithFoldersBelow(Path folder, List<Path> found) throws IOException {
        found.add(folder);
        for (Path child : children(folder, "*")) {
            // A link may lead back up; a shell's ** does not follow one either.
            if (Files.isDirectory(child) && !Files.isSymbolicLink(child)) {
                addWithFoldersBelow(child, found);
            }
        }
    }

    private static List<Path> children(Path folder, String part) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                Path name = child.getFileName();
                if (matcher.matches(name)
                        && (part.startsWith(".") || !name.toString().startsWith("."))) {
                    children.add(folder.resolve(name));
                }
            }
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }
}
