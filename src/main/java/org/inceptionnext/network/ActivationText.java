package org.inceptionnext.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.network.TorchActivation.Setting;
import org.inceptionnext.text.PrintableText;

/**
 * An activation as people write it: {@code nn.SiLU()}, {@code nn.LeakyReLU(negative_slope=0.1, inplace=True)}, {@code
 * Identity}. YOLOv5 evaluates the text, which we never do.
 */
final class ActivationText {
    private static final Pattern SPELLING =
            Pattern.compile("(?:torch\\.)?(?:nn\\.)?(?:modules\\.activation\\.)?(\\w+)(?:\\(([^()]*)\\))?");

    private static final Pattern ARGUMENT = Pattern.compile("(?:(\\w+)\\s*=\\s*)?([-+.\\w]+|'\\w*'|\"\\w*\")");

    private final String text;

    private ActivationText(String text) {
        this.text = text;
    }

    static Optional<Operation> parse(String text) {
        return new ActivationText(text).operation();
    }

    private Optional<Operation> operation() {
        Matcher matcher = SPELLING.matcher(text.strip());
        if (!matcher.matches() || !TorchActivation.isKnown(matcher.group(1))) {
            throw new IllegalArgumentException("unknown activation " + PrintableText.quote(text) + "; there are "
                    + String.join(", ", TorchActivation.names()) + ", with arguments as torch's");
        }
        String arguments = matcher.group(2) == null ? "" : matcher.group(2).strip();
        return TorchActivation.operation(matcher.group(1), arguments(matcher.group(1), arguments));
    }

    private Map<String, Object> arguments(String name, String arguments) {
        List<Setting> settings = TorchActivation.settings(name);
        Map<String, Object> given = new HashMap<>();
        if (arguments.isEmpty()) {
            return given;
        }
        int position = 0;
        for (String argument : arguments.split(",", -1)) {
            Matcher matcher = ARGUMENT.matcher(argument.strip());
            if (!matcher.matches()) {
                throw wrong(
                        "an argument that is no number, truth value or text: " + PrintableText.quote(argument.strip()));
            }
            String key = matcher.group(1);
            if (key == null && position < settings.size()) {
                key = settings.get(position++).name();
            }
            String named = key;
            if (named == null
                    || settings.stream().noneMatch(setting -> setting.name().equals(named))) {
                throw wrong(name + " takes "
                        + (settings.isEmpty()
                                ? "no arguments"
                                : settings.stream().map(Setting::name).toList()));
            }
            given.put(named, value(matcher.group(2)));
        }
        return given;
    }

    private Object value(String argument) {
        if (argument.equals("True") || argument.equals("False")) {
            return argument.equals("True");
        }
        if (argument.startsWith("'") || argument.startsWith("\"")) {
            return argument.substring(1, argument.length() - 1);
        }
        try {
            double number = Double.parseDouble(argument);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Named below.
        }
        throw wrong("not a number: " + PrintableText.quote(argument));
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("activation " + PrintableText.quote(text) + ": " + what);
    }
}
