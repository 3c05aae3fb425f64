package org.inceptionnext.data.labelled;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.FolderHome;
import org.inceptionnext.data.PictureHome;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * A list of {@code path,label} or {@code path,label,split}, comma or tab separated by its ending. The first row may name the
 * columns. Paths are relative to the list's own folder.
 */
final class ListSource implements LabelledSource {
    static final String MISSING = "picture of a list is missing";
    static final String BAD_ROW = "row without path and label";
    static final String BAD_SPLIT = "unknown split";

    private static final Set<String> PATH_WORDS = Set.of("path", "file", "filename", "file_name", "image", "picture");
    private static final Set<String> LABEL_WORDS = Set.of("label", "class", "class_name", "target", "category");

    private final Path list;
    private final FolderHome home;

    ListSource(Path list) {
        this.list = list;
        Path folder = list.getParent();
        this.home = new FolderHome(folder == null ? Path.of("") : folder);
    }

    @Override
    public String name() {
        return list.toString();
    }

    @Override
    public PictureHome home() {
        return home;
    }

    @Override
    public LabelledWalk walk(Findings findings) throws IOException {
        // A decoder that reports bytes which are no UTF-8, where Files' own way of reading would put question marks.
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(list), StandardCharsets.UTF_8.newDecoder()));
        return new Walk(reader, findings);
    }

    /** Where the columns stand, from 0; split is -1 where there is none. */
    private record Columns(int path, int label, int split) {
        static final Columns PLAIN = new Columns(0, 1, 2);

        static Optional<Columns> named(List<String> header) {
            int path = -1;
            int label = -1;
            int split = -1;
            for (int i = 0; i < header.size(); i++) {
                String word = header.get(i).toLowerCase(Locale.ROOT);
                path = path < 0 && PATH_WORDS.contains(word) ? i : path;
                label = label < 0 && LABEL_WORDS.contains(word) ? i : label;
                split = split < 0 && (word.equals("split") || word.equals("set")) ? i : split;
            }
            return path >= 0 && label >= 0 ? Optional.of(new Columns(path, label, split)) : Optional.empty();
        }
    }

    private final class Walk implements LabelledWalk {
        private final BufferedReader reader;
        private final DelimitedReader rows;
        private final Findings findings;
        private @Nullable Columns columns;
        private @Nullable NamedPicture next;

        Walk(BufferedReader reader, Findings findings) {
            this.reader = reader;
            this.findings = findings;
            boolean isTabbed = list.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
            this.rows = new DelimitedReader(list.toString(), reader, isTabbed ? '\t' : ',');
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == null) {
                    List<String> row = rows.read();
                    if (row == null) {
                        return false;
                    }
                    next = named(row);
                }
                return true;
            } catch (CharacterCodingException e) {
                throw new UncheckedIOException(new DataSetException(
                        list.toString(), rows.row() + 1, "bytes that are no UTF-8 text", "Save the list as UTF-8"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private @Nullable NamedPicture named(List<String> row) {
            boolean isFirst = columns == null;
            Columns where = columns;
            if (where == null) {
                where = Columns.named(row).orElse(Columns.PLAIN);
                columns = where;
            }
            if ((isFirst && Columns.named(row).isPresent()) || row.stream().allMatch(String::isEmpty)) {
                return null;
            }
            String path = cell(row, where.path());
            String label = cell(row, where.label());
            if (path.isEmpty() || label.isEmpty()) {
                return leftOut(BAD_ROW, String.join(" | ", row));
            }
            String splitWord = cell(row, where.split());
            Optional<Split> split = Split.ofName(splitWord);
            if (!splitWord.isEmpty() && split.isEmpty()) {
                return leftOut(BAD_SPLIT, splitWord + "; known are train, val and test");
            }
            try {
                if (!Files.isRegularFile(home.root().resolve(path))) {
                    return leftOut(MISSING, path);
                }
            } catch (InvalidPathException e) {
                return leftOut(MISSING, "not a file name: " + e.getReason());
            }
            return new NamedPicture(home.picture(path, 0), path, 0, label, split.orElse(null));
        }

        private @Nullable NamedPicture leftOut(String rule, String found) {
            findings.add(new Finding(list.toString(), rows.row(), rule, found, Effect.ROW_LEFT_OUT, ""));
            return null;
        }

        private static String cell(List<String> row, int column) {
            return column >= 0 && column < row.size() ? row.get(column) : "";
        }

        @Override
        public NamedPicture next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            NamedPicture result = next;
            next = null;
            return result;
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
