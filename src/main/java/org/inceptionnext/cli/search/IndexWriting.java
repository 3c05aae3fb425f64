package org.inceptionnext.cli.search;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/**
 * Adds pictures' vectors to an index. What was committed last is what there is, whatever happens to the process: Lucene writes
 * new files, and a commit is the renaming of one of them.
 */
public final class IndexWriting implements ResultWriter<float[]> {
    /** A run that is broken off loses no more than these. */
    static final int PICTURES_IN_COMMIT = 1000;

    private final Console console;
    private final Path folder;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final Set<String> before;
    private long added;

    private IndexWriting(Console console, Path folder, FSDirectory directory, IndexWriter writer, Set<String> before) {
        this.console = console;
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.before = before;
    }

    /**
     * Makes an index, or opens one to add to it.
     *
     * @param model whose vectors will be added
     * @throws FailureException if the folder holds something else, an index of another model, or one that another process writes
     * @throws OutputException if it cannot be written
     */
    public static IndexWriting open(Console console, Path folder, IndexedModel model) throws IOException {
        IndexFolder.requireOwn(folder);
        FSDirectory directory = directory(folder);
        try {
            IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setCommitOnClose(false));
            return new IndexWriting(console, folder, directory, writer, begin(folder, directory, writer, model));
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new FailureException(
                    ExitCode.USAGE,
                    "another process writes " + IndexedModel.shown(folder),
                    "Wait until it is done, then run the command again.");
        } catch (IOException e) {
            directory.close();
            throw new OutputException(folder.toString(), IndexFolder.unreadable(folder, e));
        }
    }

    /** Returns which pictures are there. A new index is committed at once, so that it says from then on whose vectors it is for. */
    private static Set<String> begin(Path folder, FSDirectory directory, IndexWriter writer, IndexedModel model)
            throws IOException {
        Set<String> before = Set.of();
        try {
            writer.setLiveCommitData(model.commitData().entrySet());
            if (!DirectoryReader.indexExists(directory)) {
                writer.commit();
                return before;
            }
            try (PictureIndex index = PictureIndex.open(folder)) {
                index.model()
                        .require(folder, model, ExitCode.USAGE, "Name another folder with --index, or the same model.");
                before = index.files();
            }
            return before;
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    private static FSDirectory directory(Path folder) {
        try {
            return FSDirectory.open(folder);
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
        }
    }

    @Override
    public Set<String> written() {
        return before;
    }

    @Override
    public void answered(Answered<float[]> result) throws IOException {
        float[] vector = UnitVector.of(result.answer());
        if (vector.length > KnnVectorsFormat.DEFAULT_MAX_DIMENSIONS) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "vectors of " + vector.length + " numbers; Lucene takes " + KnnVectorsFormat.DEFAULT_MAX_DIMENSIONS,
                    "Write them with --output FILE.npy and search them elsewhere.");
        }
        String name = result.picture().name();
        if (name.getBytes(StandardCharsets.UTF_8).length > IndexWriter.MAX_TERM_LENGTH) {
            throw new IOException(
                    "its name is longer than the " + IndexWriter.MAX_TERM_LENGTH + " bytes that an index takes");
        }
        Document document = new Document();
        document.add(new StringField(PictureIndex.FILE, name, Field.Store.YES));
        document.add(new KnnFloatVectorField(PictureIndex.VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        write(() -> {
            writer.updateDocument(new Term(PictureIndex.FILE, name), document);
            added++;
            if (added % PICTURES_IN_COMMIT == 0) {
                writer.commit();
            }
        });
    }

    /** What Lucene does with the disk. */
    private interface Step {
        void run() throws IOException;
    }

    private void write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
        } catch (AlreadyClosedException e) {
            // A thread that merges had failed.
            throw new OutputException(
                    folder.toString(), e.getCause() instanceof IOException io ? io : new IOException(e));
        }
    }

    @Override
    public void failed(String name, Failure failure) {
        // It was said on standard error, and has no vector.
    }

    @Override
    public void finish() {
        write(writer::commit);
        int pictures = writer.getDocStats().numDocs;
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("index", folder.toString());
            line.addProperty("pictures", pictures);
            line.addProperty("added", pictures - before.size());
            console.data(line);
            return;
        }
        console.data(IndexedModel.shown(folder) + ": " + Numbers.grouped(pictures) + " pictures, "
                + Numbers.grouped(pictures - before.size()) + " of them new");
    }

    /** Ends; what was added since the last commit is lost if the index was not finished. */
    @Override
    public void close() {
        write(() -> {
            try (directory) {
                writer.rollback();
            }
        });
    }
}
