package org.inceptionnext.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.text.PrintableText;

/**
 * Which trained models exist: every card on the class path, found by name.
 *
 * <p>A jar adds models by bringing a resource {@code org/inceptionnext/metadata/index.txt} that lists its cards, one a
 * line, relative to itself. (An index, because nothing lists the entries of a jar.) A card that cannot be read is left
 * out and stands in {@link #problems()}; it never hinders another.
 */
public final class Registry {
    private static final String METADATA = "org/inceptionnext/metadata/";
    private static final String LABELS = "org/inceptionnext/zoo/labels/";

    private final List<ModelCard> cards;
    private final List<CardProblem> problems;
    private final ModelNames names = new ModelNames();

    private Registry(List<ModelCard> found, List<CardProblem> problems) {
        List<ModelCard> cards = new ArrayList<>();
        List<CardProblem> allProblems = new ArrayList<>(problems);
        // What needs no network comes first: DJL tries models in this order when a program names none.
        List<ModelCard> embeddedFirst = new ArrayList<>(found);
        embeddedFirst.sort(Comparator.comparing(card -> !card.isEmbedded()));
        for (ModelCard card : embeddedFirst) {
            Optional<ModelCard> other = names.add(card);
            if (other.isEmpty()) {
                cards.add(card);
            } else {
                allProblems.add(new CardProblem(
                        resource(card),
                        "a name of " + card.name() + " is taken by "
                                + other.get().name()));
            }
        }
        this.cards = List.copyOf(cards);
        this.problems = List.copyOf(allProblems);
    }

    /** Returns the cards on this library's class path, read once. */
    public static Registry builtin() {
        return Builtin.REGISTRY;
    }

    /** Reads the cards that a class loader sees. */
    static Registry read(ClassLoader loader) {
        return new Reading(loader).registry();
    }

    /** Returns all usable cards, those whose weights come with the library first, then in the order of the indexes. */
    public List<ModelCard> cards() {
        return cards;
    }

    /** Returns what was left out, and why. */
    public List<CardProblem> problems() {
        return problems;
    }

    /**
     * Finds a model by a registered name. Case, punctuation and a hub's owner in front do not matter:
     * {@code InceptionNeXt-Tiny} and {@code timm/inception_next_tiny.sail_in1k} are {@code inceptionnext_tiny}.
     *
     * @throws UnknownModelException if no card has this name; it names the nearest ones
     */
    public ModelCard find(String name) throws UnknownModelException {
        return names.find(name);
    }

    /** Returns the name of the resource that holds this card: its DJL {@code metadata.json}. */
    public static String resource(ModelCard card) {
        return METADATA + "model/" + card.application() + "/org/inceptionnext/" + card.name() + "/metadata.json";
    }

    private static final class Builtin {
        static final Registry REGISTRY = read(Registry.class.getClassLoader());
    }

    private static final class Reading implements CardReader.LabelSets {
        private final ClassLoader loader;
        private final List<ModelCard> cards = new ArrayList<>();
        private final List<CardProblem> problems = new ArrayList<>();
        private final Map<String, Labels> labelSets = new HashMap<>();

        Reading(ClassLoader loader) {
            this.loader = loader;
        }

        Registry registry() {
            CardReader reader = new CardReader(this);
            for (String resource : listed()) {
                try (InputStream in = open(resource)) {
                    ModelCard card = reader.read(JsonFields.parse(new InputStreamReader(in, StandardCharsets.UTF_8)));
                    if (!resource.equals(resource(card))) {
                        throw new MalformedCardException(
                                "artifactId or application: the card belongs at " + resource(card));
                    }
                    cards.add(card);
                } catch (IOException e) {
                    problems.add(new CardProblem(resource, String.valueOf(e.getMessage())));
                }
            }
            return new Registry(cards, problems);
        }

        @Override
        public Labels labels(String name) throws MalformedCardException {
            Labels known = labelSets.get(name);
            if (known != null) {
                return known;
            }
            try {
                Labels labels = new Labels(name, lines(open(LABELS + name + ".txt")));
                Set<String> once = new HashSet<>(labels.classNames());
                if (once.size() != labels.classNames().size()) {
                    throw new MalformedCardException(LABELS + name + ".txt: a class name stands there twice");
                }
                labelSets.put(name, labels);
                return labels;
            } catch (MalformedCardException e) {
                throw e;
            } catch (IOException e) {
                throw new MalformedCardException(
                        "labels", PrintableText.quote(name), "a file of zoo/labels, without .txt");
            }
        }

        private Set<String> listed() {
            Set<String> resources = new LinkedHashSet<>();
            String index = METADATA + "index.txt";
            try {
                for (URL url : Collections.list(loader.getResources(index))) {
                    lines(url.openStream()).forEach(line -> resources.add(METADATA + line));
                }
            } catch (IOException e) {
                problems.add(new CardProblem(index, String.valueOf(e.getMessage())));
            }
            return resources;
        }

        private InputStream open(String resource) throws IOException {
            InputStream in = loader.getResourceAsStream(resource);
            if (in == null) {
                throw new IOException("no such resource");
            }
            return in;
        }

        private static List<String> lines(InputStream in) throws IOException {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return reader.lines().filter(line -> !line.isBlank()).toList();
            }
        }
    }
}
