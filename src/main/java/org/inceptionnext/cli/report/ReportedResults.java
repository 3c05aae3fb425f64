package org.inceptionnext.cli.report;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.results.ForwardedResults;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.PictureResult.Answered;

/**
 * Adds each result to a report, and hands it on.
 *
 * @param <O> the type of an answer
 */
public final class ReportedResults<O> extends ForwardedResults<O, O> {
    private final Report report;
    private final Function<Answered<O>, ReportEntry> entryOf;
    private final Supplier<List<Report.Fact>> facts;

    /**
     * Begins.
     *
     * @param writer takes each result as well
     * @param report is written when the run has ended
     * @param entryOf says what the report says of an answer, whose picture is kept
     * @param facts how it was made; asked when the run ends
     */
    public ReportedResults(
            ResultWriter<O> writer,
            Report report,
            Function<Answered<O>, ReportEntry> entryOf,
            Supplier<List<Report.Fact>> facts) {
        super(writer);
        this.report = report;
        this.entryOf = entryOf;
        this.facts = facts;
    }

    @Override
    public void answered(Answered<O> result) throws IOException {
        forward(result);
        report.add(entryOf.apply(result), result.pixels().orElse(null));
    }

    @Override
    public void failed(String name, Failure failure) {
        super.failed(name, failure);
        report.add(ReportEntry.failed(name, failure.message()), null);
    }

    @Override
    public void finish() {
        super.finish();
        report.write(facts.get());
    }

    @Override
    public void close() {
        super.close();
        report.close();
    }
}
