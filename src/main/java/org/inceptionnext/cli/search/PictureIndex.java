package org.inceptionnext.cli.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;

/** An index of pictures, as it was when it was opened. */
public final class PictureIndex implements AutoCloseable {
    /** The picture's name. */
    static final String FILE = "file";

    /** Its vector, of length 1. */
    static final String VECTOR = "vector";

    /** The graph is walked along so many candidates at least: with few, near pictures are overlooked. */
    private static final int MIN_CANDIDATES = 100;

    private final Path folder;
    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final IndexedModel model;

    private PictureIndex(Path folder, FSDirectory directory, DirectoryReader reader, IndexedModel model) {
        this.folder = folder;
        this.directory = directory;
        this.reader = reader;
        this.model = model;
        this.searcher = new IndexSearcher(reader);
    }

    /**
     * Opens an index.
     *
     * @throws org.inceptionnext.cli.console.FailureException if there is none, or it is damaged or not this library's
     */
    public static PictureIndex open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such index");
        }
        FSDirectory directory = FSDirectory.open(folder);
        try {
            DirectoryReader reader = DirectoryReader.open(directory);
            IndexedModel model = IndexedModel.of(folder, reader.getIndexCommit().getUserData());
            return new PictureIndex(folder, directory, reader, model);
        } catch (IOException e) {
            directory.close();
            throw IndexFolder.unreadable(folder, e);
        } catch (IllegalArgumentException e) {
            directory.close();
            throw IndexFolder.damaged(folder, e);
        }
    }

    /** Returns whose vectors it holds. */
    public IndexedModel model() {
        return model;
    }

    /** Returns where it is. */
    public Path folder() {
        return folder;
    }

    /** Returns how many pictures it holds. */
    public int size() {
        return reader.numDocs();
    }

    /** Returns the names of all pictures. */
    Set<String> files() throws IOException {
        Set<String> names = new HashSet<>();
        Bits live = MultiBits.getLiveDocs(reader);
        for (int document = 0; document < reader.maxDoc(); document++) {
            if (live == null || live.get(document)) {
                names.add(name(document));
            }
        }
        return names;
    }

    /**
     * Returns the pictures whose vectors point most nearly the same way, the nearest first.
     *
     * @param vector of the length 1
     * @param count how many at most
     */
    List<Neighbour> nearest(float[] vector, int count) throws IOException {
        int candidates = Math.max(count, MIN_CANDIDATES);
        List<Neighbour> neighbours = new ArrayList<>();
        for (ScoreDoc each : searcher.search(new KnnFloatVectorQuery(VECTOR, vector, candidates), count).scoreDocs) {
            // Lucene's score is (1 + cosine) / 2.
            neighbours.add(new Neighbour(name(each.doc), Math.min(1, 2 * each.score - 1)));
        }
        return neighbours;
    }

    private String name(int document) throws IOException {
        StoredFields stored = searcher.storedFields();
        return String.valueOf(stored.document(document, Set.of(FILE)).get(FILE));
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            reader.close();
        }
    }
}
