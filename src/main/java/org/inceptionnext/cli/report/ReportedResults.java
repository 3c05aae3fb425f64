package org.inceptionnext.cli.report;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/**
 * Adds each result to a report, and hands it on.
 *
 * @param <O> the type of an answer
 */
public final class ReportedResults<O> implements ResultWriter<O> {
    private final ResultWriter<O> writer;
    private final Report report;
    private final Function<Answered<O>, ReportEntry> entryOf;
    private final String title;
    private final Supplier<List<Report.Fact>> facts;
    private boolean finished;

    /**
     * Begins.
     *
     * @param writer takes each result as well
     * @param entryOf says what the report says of an answer, whose picture is kept
     * @param title the page's heading
     * @param facts how it was made; asked when the run ends
     */
    public ReportedResults(
            ResultWriter<O> writer,
            Report report,
            Function<Answered<O>, ReportEntry> entryOf,
            String title,
            Supplier<List<Report.Fact>> facts) {
        this.writer = writer;
        this.report = report;
        this.entryOf = entryOf;
        this.title = title;
        this.facts = facts;
    }

    @Override
    public Set<String> written() {
        return writer.written();
    }

    @Override
    public void answered(Answered<O> result) throws IOException {
        writer.answered(result);
        report.add(entryOf.apply(result), result.pixels().orElse(null));
    }

    @Override
    public void failed(String name, Failure failure) {
        writer.failed(name, failure);
        report.add(ReportEntry.failed(name, failure.message()), null);
    }

    @Override
    public void finish() {
        writer.finish();
        report.write(title, facts.get());
        finished = true;
    }

    @Override
    public void close() {
        writer.close();
        if (!finished) {
            try {
                report.abandon();
            } catch (IOException e) {
                throw new OutputException("the report's folder", e);
            }
        }
    }
}
