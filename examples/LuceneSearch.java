import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;

/**
 * Puts a folder's pictures into an index of Apache Lucene and looks for those like another one: for who has an index already and
 * wants pictures in it, beside texts and dates. {@code inx embed --index} and {@code inx search} do it without a program.
 *
 * <pre>java -cp 'inceptionnext-zoo.jar:lucene-core.jar:...' LuceneSearch.java photos/ photos.index cat.png</pre>
 */
public final class LuceneSearch {
    private LuceneSearch() {}

    public static void main(String[] args) throws Exception {
        search(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), 5).forEach(System.out::println);
    }

    /** Indexes the pictures of a folder and returns the names of the nearest to a picture, the nearest first. */
    static List<String> search(Path pictures, Path index, Path picture, int count) throws Exception {
        Criteria<Path, float[]> criteria = Criteria.builder()
                .setTypes(Path.class, float[].class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                .build();
        try (ZooModel<Path, float[]> model = criteria.loadModel();
                PicturePredictor<float[]> predictor = PicturePredictor.of(model);
                Directory directory = FSDirectory.open(index)) {
            add(predictor, pictures, directory);
            float[] vector;
            try (PictureResults<float[]> one = predictor.predict(PictureSource.of(List.of(picture.toString())))) {
                vector = vector(one.next()).orElseThrow();
            }
            return nearest(directory, vector, count);
        }
    }

    private static void add(PicturePredictor<float[]> predictor, Path pictures, Directory directory) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig());
                PictureResults<float[]> results = predictor.predict(PictureSource.of(List.of(pictures.toString())))) {
            while (results.hasNext()) {
                PictureResult<float[]> result = results.next();
                Optional<float[]> vector = vector(result);
                if (vector.isPresent()) {
                    Document document = new Document();
                    document.add(new StoredField("file", result.picture().name()));
                    document.add(new KnnFloatVectorField("vector", vector.get(), VectorSimilarityFunction.COSINE));
                    writer.addDocument(document);
                }
            }
        }
    }

    /** A picture that cannot be read has no vector, and does not stop the others. */
    private static Optional<float[]> vector(PictureResult<float[]> result) {
        if (result instanceof PictureResult.Answered<float[]> answered) {
            return Optional.of(answered.answer());
        }
        if (result instanceof PictureResult.Failed<float[]> failed) {
            System.err.println(failed.picture().name() + ": " + failed.cause().getMessage());
        }
        return Optional.empty();
    }

    private static List<String> nearest(Directory directory, float[] vector, int count) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            // Lucene walks a graph along so many candidates: with few it overlooks near pictures.
            KnnFloatVectorQuery query = new KnnFloatVectorQuery("vector", vector, Math.max(count, 100));
            List<String> names = new ArrayList<>();
            for (ScoreDoc each : searcher.search(query, count).scoreDocs) {
                names.add(searcher.storedFields().document(each.doc).get("file"));
            }
            return names;
        }
    }
}
