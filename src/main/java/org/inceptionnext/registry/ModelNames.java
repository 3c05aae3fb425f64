package org.inceptionnext.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.text.NearestNames;
import org.inceptionnext.text.PrintableText;

/** The registered names, found under any spelling that differs only in case and punctuation. */
final class ModelNames {
    private static final int NAMES_SHOWN = 10;

    private static final int MAX_SUGGESTIONS = 3;

    private final Map<String, List<ModelCard>> cardsBySpelling = new LinkedHashMap<>();

    /** Adds the card's names, or returns the card of its group that has one of them already. */
    Optional<ModelCard> add(ModelCard card) {
        List<String> names = names(card);
        for (String name : names) {
            Optional<ModelCard> other = all(name).stream()
                    .filter(known -> known.group().equals(card.group()))
                    .findFirst();
            if (other.isPresent()) {
                return other;
            }
        }
        for (String name : names) {
            List<ModelCard> cards = cardsBySpelling.computeIfAbsent(spelling(name), key -> new ArrayList<>());
            if (!cards.contains(card)) {
                cards.add(card);
            }
        }
        return Optional.empty();
    }

    /** Returns the cards of this name, of whatever group. */
    List<ModelCard> all(String name) {
        return cardsBySpelling.getOrDefault(spelling(name), List.of());
    }

    /**
     * Returns the failure that stands for a name that is nowhere.
     *
     * @param places the names of all places
     * @param text what was asked for
     * @param name its last part
     */
    static UnknownModelException unknown(List<ModelNames> places, String text, String name) {
        Optional<ModelCard> untagged = places.stream()
                .flatMap(names -> names.findWithoutTag(name).stream())
                .findFirst();
        if (untagged.isPresent()) {
            return unknownTag(text, untagged.get());
        }
        List<String> suggestions = nearest(places, name);
        String advice = suggestions.isEmpty() ? "" : " Did you mean " + String.join(" or ", suggestions) + "?";
        List<String> known = places.stream()
                .flatMap(names -> names.cardsBySpelling.values().stream())
                .flatMap(List::stream)
                .map(ModelCard::qualifiedName)
                .distinct()
                .toList();
        return new UnknownModelException(
                "Unknown model " + PrintableText.quote(text) + "." + advice + " Known models: " + first(known) + ".",
                text,
                suggestions);
    }

    private static String first(List<String> names) {
        String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return names.size() <= NAMES_SHOWN ? shown : shown + " and " + (names.size() - NAMES_SHOWN) + " more";
    }

    private Optional<ModelCard> findWithoutTag(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? Optional.empty() : all(name.substring(0, dot)).stream().findFirst();
    }

    /** An unknown tag of a known network is a different mistake from an unknown network, as it is in timm. */
    private static UnknownModelException unknownTag(String name, ModelCard card) {
        return new UnknownModelException(
                "Unknown weights " + PrintableText.quote(name)
                        + ": the network is known, these weights of it are not. Known: "
                        + String.join(" or ", names(card)) + ".",
                name,
                names(card));
    }

    private static List<String> nearest(List<ModelNames> places, String name) {
        String spelling = spelling(name);
        Map<String, Integer> distances = new HashMap<>();
        places.forEach(place -> place.cardsBySpelling.forEach((known, cards) -> {
            int distance = NearestNames.distance(spelling, known);
            int limit = Math.max(2, known.length() / 4);
            boolean isPart = spelling.length() >= 3 && known.contains(spelling);
            for (ModelCard card : cards) {
                if (distance <= limit) {
                    distances.merge(card.qualifiedName(), distance, Math::min);
                } else if (isPart) {
                    distances.merge(card.qualifiedName(), known.length(), Math::min);
                }
            }
        }));
        int farthest =
                distances.values().stream().mapToInt(Integer::intValue).min().orElse(0) + 1;
        distances.values().removeIf(distance -> distance > farthest);
        return distances.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_SUGGESTIONS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> names(ModelCard card) {
        List<String> names = new ArrayList<>(List.of(card.name()));
        card.alias().ifPresent(names::add);
        return names;
    }

    /** Drops everything but letters and digits. */
    private static String spelling(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
