package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.inceptionnext.djl.ArgumentException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class JobTest {
    @TempDir
    Path folder;

    private String folder(String name) {
        return folder.resolve(name).toString();
    }

    private static JobSummary run(String... arguments) throws Exception {
        return Job.run(LocalSpark.session(), arguments);
    }

    private void pictures(int from, int to) throws Exception {
        Files.createDirectories(folder.resolve("pictures/deep"));
        for (int i = from; i < to; i++) {
            Files.copy(BadPictures.BIRD, folder.resolve("pictures/deep/" + i + ".jpg"));
        }
    }

    private List<Row> answers() {
        return LocalSpark.session().read().parquet(folder("answers")).collectAsList();
    }

    @Test
    void filesAreAnsweredOnceHoweverOftenItRuns() throws Exception {
        pictures(0, 5);
        Files.writeString(folder.resolve("pictures/deep/none.jpg"), "no picture");
        String[] job = {
            "classify",
            "--input",
            folder("pictures"),
            "--output",
            folder("answers"),
            "--model",
            "inceptionnext_zepto",
            "--top-k",
            "2",
            "--round-size",
            "2"
        };
        JobSummary first = run(job);
        assertThat(List.of(first.pictures(), first.failed(), first.leftOut())).containsExactly(6L, 1L, 0L);
        pictures(5, 7);
        JobSummary second = run(job);
        assertThat(List.of(second.pictures(), second.failed(), second.leftOut()))
                .containsExactly(2L, 0L, 6L);
        assertThat(run(job).pictures()).isZero();
        List<Row> rows = answers();
        assertThat(rows).hasSize(8);
        assertThat(rows.stream().map(row -> row.<String>getAs("path")).distinct())
                .hasSize(8);
        assertThat(rows.stream().filter(row -> row.isNullAt(2)))
                .hasSize(7)
                .allMatch(row -> row.<Row>getAs("prediction").getList(2).size() == 2);
        assertThat(Files.readString(folder.resolve("answers/_inceptionnext.json")))
                .contains("\"model\": \"inceptionnext_zepto\"", "\"topK\": \"2\"", "\"lastRun\"");
        String[] other = job.clone();
        other[8] = "3";
        assertThatThrownBy(() -> run(other))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("{\"topK\":\"2\"}; this job has {\"topK\":\"3\"}. Name another folder");
    }

    @Test
    void columnsOfParquetAreEmbedded() throws Exception {
        pictures(0, 3);
        Dataset<Row> table = LocalSpark.session()
                .read()
                .format("binaryFile")
                .load(folder("pictures/deep"))
                .selectExpr("path AS key", "content AS picture", "length", "'x' AS source");
        table.write().parquet(folder("table"));
        JobSummary summary = run(
                "embed",
                "--input",
                folder("table"),
                "--format",
                "parquet",
                "--output",
                folder("answers"),
                "--model",
                "inceptionnext_zepto",
                "--id",
                "key",
                "--column",
                "picture",
                "--keep",
                "source,length",
                "--partition-by",
                "source",
                "--partitions",
                "2");
        assertThat(summary.pictures()).isEqualTo(3);
        assertThat(LocalSpark.session().read().parquet(folder("answers")).columns())
                .containsExactly("key", "length", "embedding", "error", "source");
        assertThat(Files.isDirectory(folder.resolve("answers/source=x"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                             | nothing says what to do",
                "paint                                          | found \"paint\"; allowed is classify, embed or detect",
                "classify --output o --model m                  | --input is missing",
                "classify --input i --output o                  | --model is missing",
                "classify --input i --output o --modle m        | did you mean --model?",
                "classify --input i --output o --threshold .5   | \"--threshold\", which is no option",
                "detect --input i --output o --model a --model b| --model is given twice",
                "embed --input i --output o --model             | --model takes one value; found 0",
                "embed --input i --output o --model m --format x| allowed is files, parquet",
                "embed --input i --output o --model m --partitions 0| --partitions: found \"0\""
            })
    void whatIsNoCommandLineIsRefused(String words, String message) {
        List<String> arguments = new ArrayList<>();
        if (!words.isBlank()) {
            arguments.addAll(List.of(words.strip().split(" +", -1)));
        }
        assertThatThrownBy(() -> JobOptions.parse(arguments.toArray(new String[0])))
                .isInstanceOf(JobException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Job classify|embed|detect");
    }

    @Test
    void wrongModelIsRefusedBeforeTheOutputIsMade() {
        assertThatThrownBy(() -> run(
                        "classify",
                        "--input",
                        "docs/images",
                        "--output",
                        folder("answers"),
                        "--model",
                        "inceptionnext_x"))
                .isInstanceOf(ArgumentException.class);
        assertThat(folder.resolve("answers")).doesNotExist();
    }
}
