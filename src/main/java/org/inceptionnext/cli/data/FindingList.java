package org.inceptionnext.cli.data;

import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Findings;

/** Findings for a person: by rule, the first ten of each. */
final class FindingList {
    private static final int SHOWN_PER_RULE = 10;

    private final Console console;

    FindingList(Console console) {
        this.console = console;
    }

    void print(Findings findings) {
        for (Map.Entry<String, Long> rule : findings.counts().entrySet()) {
            console.data(Numbers.grouped(rule.getValue()) + " x " + rule.getKey() + ":");
            findings.kept().stream()
                    .filter(finding -> finding.rule().equals(rule.getKey()))
                    .limit(SHOWN_PER_RULE)
                    .forEach(finding -> console.data("  " + Printable.line(line(finding), 3 * Printable.PATH_CHARS)));
            if (rule.getValue() > SHOWN_PER_RULE) {
                console.data("  ... and " + Numbers.grouped(rule.getValue() - SHOWN_PER_RULE) + " more (--json has "
                        + Findings.KEPT_PER_RULE + ")");
            }
        }
    }

    private static String line(Finding finding) {
        String place = finding.row() == 0 ? finding.file() : finding.file() + ":" + finding.row();
        String found = finding.found().isEmpty() ? "" : ": " + finding.found();
        String original = finding.original().isEmpty() ? "" : "; " + finding.original();
        return place + found + " (" + finding.effect() + original + ")";
    }
}
