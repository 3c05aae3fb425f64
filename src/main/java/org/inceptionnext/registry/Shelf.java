package org.inceptionnext.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.text.PrintableText;

/** What one source holds: read once, when it is first needed; what cannot be read is left out and told. */
final class Shelf {
    private static final int MAX_MODELS = 10_000;
    private static final Pattern PATH =
            Pattern.compile("model/(cv/[a-z_]+)/([a-z0-9/-]+)/([a-z0-9_-]+)/metadata\\.json");

    private final CardSource source;
    private final MetadataFile metadata;
    private final Map<String, List<Release>> releases = new LinkedHashMap<>();
    private final List<CardProblem> problems = new ArrayList<>();
    private final ModelNames names = new ModelNames();
    private List<ModelCard> cards = List.of();
    private boolean isUnreadable;

    private Shelf(CardSource source, MetadataFile metadata) {
        this.source = source;
        this.metadata = metadata;
    }

    static Shelf read(CardSource source, CardReader.LabelSets labels) {
        Shelf shelf = new Shelf(source, new MetadataFile(source, labels));
        shelf.readAll();
        return shelf;
    }

    CardSource source() {
        return source;
    }

    /** Returns the newest usable version of each model, those whose weights come with the library first. */
    List<ModelCard> cards() {
        return cards;
    }

    List<CardProblem> problems() {
        return problems;
    }

    /** Returns whether not even the index could be read, so that nobody knows what is there. */
    boolean isUnreadable() {
        return isUnreadable;
    }

    ModelNames names() {
        return names;
    }

    /** Returns all versions of a model, as the metadata orders them; empty if it is not here. */
    List<Release> releases(ModelCard card) {
        return releases.getOrDefault(card.group() + "/" + card.name(), List.of());
    }

    /** Returns the version's card once its source has vouched for it. */
    ModelCard vouchedFor(Release release) throws IOException {
        return source.vouch(release, metadata::read);
    }

    private void readAll() {
        List<Release> newest = new ArrayList<>();
        for (String path : index()) {
            try {
                requirePath(path);
                List<Release> versions = metadata.read(source.read(path));
                ModelCard card = versions.get(0).card();
                String belongs = Coordinates.metadataPath(card.application(), card.group(), card.name());
                if (!path.equals(belongs)) {
                    throw new MalformedCardException(
                            "artifactId or application: the card belongs at " + shown(belongs));
                }
                releases.put(card.group() + "/" + card.name(), versions);
                newest.add(versions.stream()
                        .filter(release -> release.yank().isEmpty())
                        .findFirst()
                        .orElse(versions.get(0)));
            } catch (IOException e) {
                problems.add(new CardProblem(shown(path), String.valueOf(e.getMessage())));
            }
        }
        // What needs no network comes first: DJL tries models in this order when a program names none.
        newest.sort(Comparator.comparing(release -> !release.card().isEmbedded()));
        List<ModelCard> usable = new ArrayList<>();
        for (Release release : newest) {
            ModelCard card = release.card();
            Optional<ModelCard> other = names.add(card);
            if (other.isPresent()) {
                String path = Coordinates.metadataPath(card.application(), card.group(), card.name());
                problems.add(new CardProblem(
                        shown(path),
                        "a name of " + card.name() + " is taken by "
                                + other.get().name()));
            } else if (release.yank().isEmpty()) {
                usable.add(card);
            }
        }
        cards = List.copyOf(usable);
    }

    private Set<String> index() {
        Set<String> paths = new LinkedHashSet<>();
        try {
            String text = new String(source.read(CardSource.INDEX), StandardCharsets.UTF_8);
            new BufferedReader(new StringReader(text))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(paths::add);
            if (paths.size() > MAX_MODELS) {
                throw new IOException(paths.size() + " models, allowed at most " + MAX_MODELS);
            }
        } catch (IOException e) {
            isUnreadable = true;
            problems.add(new CardProblem(shown(CardSource.INDEX), String.valueOf(e.getMessage())));
            return Set.of();
        }
        return paths;
    }

    /** A line of an index leads to metadata and nowhere else. */
    private static void requirePath(String path) throws MalformedCardException {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()
                || !Coordinates.isApplication(matcher.group(1))
                || !Coordinates.isGroup(matcher.group(2).replace('/', '.'))
                || !Coordinates.isName(matcher.group(3))) {
            throw new MalformedCardException(
                    CardSource.INDEX,
                    PrintableText.quote(path),
                    "lines like model/cv/image_classification/com/acme/cells/metadata.json");
        }
    }

    /** A path as messages have it: in the library its resource, elsewhere with the registry's address. */
    private String shown(String path) {
        return source.root().map(root -> root + PrintableText.escape(path)).orElse(ClassPathCards.METADATA + path);
    }
}
