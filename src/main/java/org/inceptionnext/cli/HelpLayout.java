package org.inceptionnext.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command: its own options explained, those of every command named in one line. */
final class HelpLayout {
    private HelpLayout() {}

    static void apply(CommandLine commandLine) {
        commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true).sortOptions(false);
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        commandLine.getSubcommands().values().forEach(HelpLayout::apply);
    }

    private static String options(Help help) {
        List<OptionSpec> own = help.commandSpec().options().stream()
                .filter(option -> !option.inherited())
                .toList();
        Help.Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
        layout.addOptions(own, help.createDefaultParamLabelRenderer());
        String inherited = help.commandSpec().options().stream()
                .filter(OptionSpec::inherited)
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(" "));
        if (inherited.isEmpty()) {
            return layout.toString();
        }
        return layout + String.format("%nOptions of every command (inx --help explains them):%n  %s%n", inherited);
    }
}
