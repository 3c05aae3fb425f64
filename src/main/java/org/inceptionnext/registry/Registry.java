package org.inceptionnext.registry;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.inceptionnext.registry.RegistryException.Reason;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Which trained models exist: cards from several places, in order, found by name. The first place that knows a name gives
 * the model.
 *
 * <p>A place is read when it is first needed; one that cannot be read stands in {@link #problems()} and hinders no other. A
 * value: programs hold several at once.
 */
public final class Registry {
    private final List<CardSource> sources;
    private final List<@Nullable Shelf> shelves;
    private final CardReader.LabelSets labels;

    private Registry(List<CardSource> sources, ClassLoader loader) {
        this.sources = List.copyOf(sources);
        this.labels = new LabelResources(loader);
        this.shelves = new ArrayList<>();
        sources.forEach(source -> shelves.add(null));
    }

    /** Returns the cards on this library's class path, read once. */
    public static Registry builtin() {
        return Builtin.REGISTRY;
    }

    /** Returns the library's cards, and after them those of other places, in this order. */
    public static Registry of(List<CardSource> others) {
        ClassLoader loader = Registry.class.getClassLoader();
        List<CardSource> all = new ArrayList<>(List.of(new ClassPathCards(loader)));
        all.addAll(others);
        return new Registry(all, loader);
    }

    /** Reads the cards that a class loader sees, at once. */
    static Registry read(ClassLoader loader) {
        Registry registry = new Registry(List.of(new ClassPathCards(loader)), loader);
        registry.shelf(0);
        return registry;
    }

    /**
     * Returns all usable cards, each in its newest version: those of the first place first, and there those whose weights
     * come with the library. Reads all places.
     */
    public List<ModelCard> cards() {
        return all().flatMap(shelf -> shelf.cards().stream()).toList();
    }

    /** Returns what was left out, and why. Reads all places. */
    public List<CardProblem> problems() {
        return all().flatMap(shelf -> shelf.problems().stream()).toList();
    }

    /** Returns what happened while reading that hindered nothing: cards that were read long ago, since a place is down. */
    public List<String> notes() {
        return sources.stream().flatMap(source -> source.notes().stream()).toList();
    }

    /** Returns where the places are that are addresses or folders. */
    public Set<URI> roots() {
        return sources.stream().flatMap(source -> source.root().stream()).collect(Collectors.toSet());
    }

    /**
     * Returns the groups of models: the library's, those that the configuration names, and those that are found without a
     * network in places for which it names none: in folders, and behind addresses that were read already.
     */
    public Set<String> groups() {
        Set<String> groups = new LinkedHashSet<>(Set.of(ModelCard.LIBRARY_GROUP));
        for (int i = 0; i < sources.size(); i++) {
            groups.addAll(sources.get(i).groups());
            boolean needsNoNetwork = sources.get(i).isLocal() || isRead(i);
            if (sources.get(i).groups().isEmpty() && needsNoNetwork) {
                shelf(i).cards().forEach(card -> groups.add(card.group()));
            }
        }
        return groups;
    }

    /**
     * Finds a model by a registered name. Case, punctuation and a hub's owner in front do not matter:
     * {@code InceptionNeXt-Tiny} and {@code timm/inception_next_tiny.sail_in1k} are {@code inceptionnext_tiny}. A group in
     * front does: {@code com.acme/cells}; {@code com.acme/cells@1.2.0} is that version.
     *
     * @throws RegistryException if a place that may know the name cannot be read, or what it says cannot be used
     * @throws UnknownModelException if no card has this name; it names the nearest ones
     */
    public ModelCard find(String name) throws UnknownModelException {
        ModelReference reference = ModelReference.parse(name);
        for (int i = 0; i < sources.size(); i++) {
            if (mayHold(i, reference)) {
                Optional<ModelCard> card = find(shelf(i), reference);
                if (card.isPresent()) {
                    return version(shelf(i), card.get(), reference);
                }
            }
        }
        throw unknown(reference);
    }

    /**
     * Returns the models beside the found one that have the name too, in places that were read already or need no network:
     * a person who means one of those has to name its group.
     */
    public List<ModelCard> others(String name, ModelCard found) {
        ModelReference reference = ModelReference.parse(name);
        List<ModelCard> others = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            if ((isRead(i) || sources.get(i).isLocal()) && mayHold(i, reference)) {
                shelf(i).names().all(reference.name()).stream()
                        .filter(card -> isOwner(reference, card))
                        .filter(card -> !(card.qualifiedName().equals(found.qualifiedName())
                                && card.origin()
                                        .registry()
                                        .equals(found.origin().registry())))
                        .forEach(others::add);
            }
        }
        return others;
    }

    /** Returns the versions of a card's model that are not withdrawn, newest first, without looking at signatures. */
    public List<Release> releases(ModelCard card) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).name().equals(card.origin().registry())) {
                return shelf(i).releases(card).stream()
                        .filter(release -> release.yank().isEmpty())
                        .toList();
            }
        }
        return List.of();
    }

    /** Returns the name of the resource that holds a card of the library's own: its DJL {@code metadata.json}. */
    public static String resource(ModelCard card) {
        return ClassPathCards.METADATA + Coordinates.metadataPath(card.application(), card.group(), card.name());
    }

    private boolean mayHold(int i, ModelReference reference) {
        Optional<String> group = reference.owner().filter(Coordinates::isGroup).filter(this::isClaimed);
        Set<String> groups = sources.get(i).groups();
        return group.isEmpty() || groups.isEmpty() || groups.contains(group.get());
    }

    /** Whether an owner in front of a name is a group here; otherwise it is a hub's, as in {@code timm/...}. */
    private boolean isClaimed(String owner) {
        return sources.stream().anyMatch(source -> source.groups().contains(owner));
    }

    private Optional<ModelCard> find(Shelf shelf, ModelReference reference) {
        return shelf.names().all(reference.name()).stream()
                .filter(card -> isOwner(reference, card))
                .findFirst();
    }

    private boolean isOwner(ModelReference reference, ModelCard card) {
        if (reference.owner().isEmpty() || reference.owner().get().equals(card.group())) {
            return true;
        }
        // timm/inception_next_tiny is the library's; com.acme/cells is nobody else's.
        return card.group().equals(ModelCard.LIBRARY_GROUP)
                && !isClaimed(reference.owner().get());
    }

    private static ModelCard version(Shelf shelf, ModelCard card, ModelReference reference)
            throws UnknownModelException {
        List<Release> releases = shelf.releases(card);
        Optional<Release> wanted = reference.version().isPresent()
                ? releases.stream()
                        .filter(release -> release.card()
                                .version()
                                .equals(reference.version().get()))
                        .findFirst()
                : releases.stream()
                        .filter(release -> release.yank().isEmpty())
                        .findFirst()
                        .or(() -> releases.stream().findFirst());
        Release release = wanted.orElseThrow(() -> unknownVersion(reference, card, releases));
        if (release.yank().isPresent()) {
            throw yanked(reference, release, release.yank().get(), releases);
        }
        try {
            return shelf.vouchedFor(release);
        } catch (IOException e) {
            throw new RegistryException(
                    Reason.NOT_VOUCHED_FOR,
                    card.qualifiedName() + " " + release.card().version() + " of "
                            + shelf.source().name() + ": " + e.getMessage(),
                    reference.text(),
                    e);
        }
    }

    private static UnknownModelException unknownVersion(
            ModelReference reference, ModelCard card, List<Release> releases) {
        List<String> usable = usable(releases, card);
        return new UnknownModelException(
                "Unknown version " + PrintableText.quote(reference.version().orElse("")) + " of " + card.qualifiedName()
                        + ". Known: " + String.join(", ", usable) + ".",
                reference.text(),
                usable);
    }

    private static RegistryException yanked(
            ModelReference reference, Release release, Yank yank, List<Release> releases) {
        ModelCard card = release.card();
        List<String> usable = usable(releases, card);
        return new RegistryException(
                Reason.YANKED,
                card.qualifiedName() + " " + card.version() + " was withdrawn by its publisher on "
                        + PrintableText.escape(yank.date()) + ": " + PrintableText.escape(yank.reason()) + ". "
                        + (usable.isEmpty()
                                ? "No other version of it is there."
                                : "Use " + String.join(" or ", usable) + "."),
                reference.text(),
                null);
    }

    private static List<String> usable(List<Release> releases, ModelCard card) {
        return releases.stream()
                .filter(release -> release.yank().isEmpty())
                .map(release -> card.qualifiedName() + "@" + release.card().version())
                .toList();
    }

    private UnknownModelException unknown(ModelReference reference) {
        for (int i = 0; i < sources.size(); i++) {
            if (mayHold(i, reference)) {
                Optional<RegistryException> reason = inTheWay(shelf(i), reference);
                if (reason.isPresent()) {
                    return reason.get();
                }
            }
        }
        List<ModelNames> names = all().map(Shelf::names).toList();
        return ModelNames.unknown(names, reference.text(), reference.name());
    }

    /** A name that is nowhere may be where nothing could be read, or be the one whose card could not. */
    private static Optional<RegistryException> inTheWay(Shelf shelf, ModelReference reference) {
        String folder = "/" + reference.name().toLowerCase(Locale.ROOT) + "/metadata.json";
        Optional<CardProblem> problem = shelf.problems().stream()
                .filter(each -> shelf.isUnreadable() || each.resource().endsWith(folder))
                .findFirst();
        return problem.map(each -> new RegistryException(
                shelf.isUnreadable() ? Reason.UNREADABLE : Reason.MALFORMED_CARD,
                "Model " + PrintableText.quote(reference.text()) + " was not found, and "
                        + (shelf.isUnreadable()
                                ? shelf.source().name() + ", where it may be, cannot be read: "
                                : "its card cannot be used: ")
                        + each.resource() + ": " + each.message(),
                reference.text(),
                null));
    }

    private Stream<Shelf> all() {
        List<Shelf> all = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            all.add(shelf(i));
        }
        return all.stream();
    }

    private synchronized boolean isRead(int i) {
        return shelves.get(i) != null;
    }

    private synchronized Shelf shelf(int i) {
        Shelf shelf = shelves.get(i);
        if (shelf == null) {
            shelf = Shelf.read(sources.get(i), labels);
            shelves.set(i, shelf);
        }
        return shelf;
    }

    private static final class Builtin {
        static final Registry REGISTRY = read(Registry.class.getClassLoader());
    }
}
