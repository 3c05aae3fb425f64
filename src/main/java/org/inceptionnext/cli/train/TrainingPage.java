package org.inceptionnext.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.report.PageLink;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.Report.Fact;
import org.inceptionnext.cli.report.ReportChart;
import org.inceptionnext.cli.report.ReportTable;
import org.inceptionnext.cli.report.ReportTable.Row;
import org.inceptionnext.cli.report.RunFacts;
import org.inceptionnext.train.run.TrainingRun;

/**
 * A finished run as a page: its course, all its settings, and how its evaluation is made. All of it is read from the run's folder, so
 * that a run that was resumed shows its first epochs too.
 */
final class TrainingPage {
    /** The charts, each of columns of {@code results.csv}; a run has those whose columns it has. */
    private static final List<Plot> PLOTS = List.of(
            new Plot("Loss", List.of("trainLoss", "valLoss")),
            new Plot("Validation accuracy", List.of("top1", "top5")),
            new Plot("Box loss", List.of("trainBox", "valBox")),
            new Plot("Objectness loss", List.of("trainObjectness", "valObjectness")),
            new Plot("Class loss", List.of("trainClass", "valClass")),
            new Plot("Average precision", List.of("map50", "map5095", "cocoAp50", "cocoAp")),
            new Plot("Precision and recall", List.of("precision", "recall")),
            new Plot("Learning rate at the epoch's end", List.of("rate")));

    /** Pictures that a detector's run draws of its best network. */
    private static final Map<String, String> PICTURES = Map.of(
            "quality.png",
                    "Precision over recall, and F1, precision and recall over the confidence, of the best network",
            "confusion.png", "How often the best network took objects of each class for each class");

    private final Console console;
    private final Path folder;
    private final List<String> columns;
    private final List<String[]> rows = new ArrayList<>();

    private record Plot(String name, List<String> columns) {}

    private TrainingPage(Console console, Path folder) throws IOException {
        this.console = console;
        this.folder = folder;
        List<String> lines = Files.readAllLines(folder.resolve("results.csv"));
        this.columns = Arrays.asList(lines.get(0).split(",", -1));
        lines.subList(1, lines.size()).forEach(line -> rows.add(line.split(",", -1)));
    }

    /**
     * Writes the page.
     *
     * @param evaluation the command that evaluates the run, without its report
     * @param file of the page
     * @throws IOException if a file of the run cannot be read
     */
    static void write(Console console, Report page, Path folder, String evaluation, Path file) throws IOException {
        new TrainingPage(console, folder).write(page, evaluation, file);
    }

    private void write(Report page, String evaluation, Path file) throws IOException {
        for (Plot plot : PLOTS) {
            if (columns.containsAll(plot.columns())) {
                page.addChart(chart(plot));
            }
        }
        for (String name : PICTURES.keySet().stream().sorted().toList()) {
            Path picture = folder.resolve(name);
            if (Files.isRegularFile(picture)) {
                page.addFigure(name, Files.readAllBytes(picture), PICTURES.getOrDefault(name, name));
            }
        }
        page.addTable(new ReportTable(
                "Epochs",
                "",
                columns,
                rows.stream()
                        .map(row -> new Row(row[0], List.of(row).subList(1, row.length)))
                        .toList()));
        page.write(facts(evaluation, file));
    }

    private List<Fact> facts(String evaluation, Path file) throws IOException {
        List<Fact> facts = new ArrayList<>(RunFacts.of(console));
        facts.add(new Fact("run", folder.toAbsolutePath().normalize().toString()));
        String name = file.getFileName().toString().replaceFirst("\\.html?$", "") + "-eval.html";
        String report = RunFacts.quoted(file.resolveSibling(name).toString());
        facts.add(new Fact("evaluate with", evaluation + " --report " + report));
        facts.add(new Fact("then see", name, PageLink.to(name)));
        TrainingRun.settingsOf(folder).forEach((setting, value) -> facts.add(new Fact("run.yaml: " + setting, value)));
        return facts;
    }

    private ReportChart chart(Plot plot) {
        List<Double> epochs = numbers("epoch");
        List<ReportChart.Line> lines = new ArrayList<>();
        StringBuilder words = new StringBuilder(plot.name()).append(" over the epochs; at the end");
        for (String column : plot.columns()) {
            List<Double> values = numbers(column);
            lines.add(new ReportChart.Line(column, epochs, values));
            words.append(lines.size() > 1 ? ", " : " ")
                    .append(column)
                    .append(' ')
                    .append(values.get(values.size() - 1));
        }
        return new ReportChart(plot.name(), words.toString(), "epoch", lines);
    }

    private List<Double> numbers(String column) {
        int index = columns.indexOf(column);
        return rows.stream().map(row -> Double.valueOf(row[index])).toList();
    }
}
